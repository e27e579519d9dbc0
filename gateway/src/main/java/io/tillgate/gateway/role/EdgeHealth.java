package io.tillgate.gateway.role;

import io.tillgate.card.AcquirerStatus;
import io.tillgate.card.CardStatus;
import io.tillgate.card.cases.CaseFigures;
import io.tillgate.gateway.manage.Readiness;
import io.tillgate.gateway.manage.Readiness.Finding;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalStatus;
import io.tillgate.pos.PosStatus;
import io.tillgate.uplink.UplinkStatus;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What makes an edge ready: its journal takes records and has room, terminals and tills are served,
 * the acquirer is there. The line to central is told and never counts: a store sells while it is
 * down.
 */
final class EdgeHealth {
  private EdgeHealth() {}

  static void require(
      Readiness readiness,
      Journal journal,
      Supplier<CardStatus> card,
      Supplier<PosStatus> pos,
      Supplier<UplinkStatus> uplink) {
    readiness.require("journal", () -> journal(journal.status()));
    readiness.require("disk", () -> disk(journal.status()));
    readiness.require("terminals", () -> terminals(card.get()));
    readiness.require("acquirer", () -> acquirer(card.get()));
    readiness.require("tills", () -> tills(pos.get()));
    readiness.require("central", () -> central(uplink.get()));
  }

  private static Finding journal(JournalStatus status) {
    if (status.state() != JournalStatus.State.OPEN) {
      return Finding.bad("the journal is %s: %s".formatted(status.state(), status.reason()));
    }
    return Finding.good(
        new JsonObject()
            .put("durableOffset", status.durableOffset())
            .put("quarantinedRecords", status.quarantinedRecords()));
  }

  private static Finding disk(JournalStatus status) {
    if (!status.roomForMore()) {
      return Finding.bad(
          "%d bytes are free, too few for the journal's next file: make room"
              .formatted(status.freeDiskBytes()));
    }
    return Finding.good(new JsonObject().put("freeBytes", status.freeDiskBytes()));
  }

  private static Finding terminals(CardStatus status) {
    if (!status.isAccepting()) return Finding.bad("terminals are not served");
    return Finding.good(
        new JsonObject()
            .put("port", status.terminalPort())
            .put("connected", status.terminals())
            .put("inFlight", status.inFlight())
            .put("reversalsOwed", status.reversalsOwed())
            .put("reversalsParked", status.reversalsParked())
            .put("offlineSales", status.exposure().count())
            .put("advicesParked", status.advicesParked())
            .put("cases", cases(status)));
  }

  /** Open cases by kind; kinds of which none is open are left out. */
  private static JsonObject cases(CardStatus status) {
    JsonObject open = new JsonObject();
    for (CaseFigures each : status.cases()) {
      if (each.open() > 0) open.put(each.kind().name(), each.open());
    }
    return open;
  }

  private static Finding acquirer(CardStatus status) {
    if (status.linksUp() == 0) {
      return Finding.bad(
          "no link to an acquirer is up; until one is, payments are declined, but for those that the"
              + " store may approve by itself");
    }
    JsonObject lines = new JsonObject();
    for (AcquirerStatus each : status.acquirers()) {
      lines.put(each.name(), each.line().name().toLowerCase(Locale.ROOT));
    }
    return Finding.good(
        new JsonObject()
            .put("linksUp", status.linksUp())
            .put("links", status.links())
            .put("lines", lines));
  }

  private static Finding tills(PosStatus status) {
    if (!status.taking()) return Finding.bad(status.reason());
    return Finding.good(
        new JsonObject()
            .put("port", status.port())
            .put("inFlight", status.inFlight())
            .put("backOffice", status.backOffice()));
  }

  private static Finding central(UplinkStatus status) {
    return Finding.good(
        new JsonObject()
            .put("line", status.line().toString())
            .put("backlogRecords", status.backlogRecords())
            .put("lastAnswerMillis", status.lastAnswerMillis()));
  }
}
