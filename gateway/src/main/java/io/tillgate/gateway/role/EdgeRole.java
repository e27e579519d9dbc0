package io.tillgate.gateway.role;

import io.tillgate.card.BadCardSettings;
import io.tillgate.card.CardRoom;
import io.tillgate.card.CardSettings;
import io.tillgate.card.CardStatus;
import io.tillgate.card.CardVerticle;
import io.tillgate.card.acquirer.AcquirerSettings;
import io.tillgate.card.filter.ProxyFilter;
import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.KeyEvent;
import io.tillgate.card.keys.KeyProvider;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.keys.TokenFormat;
import io.tillgate.card.nexo.NexoSettings;
import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.log.Logging;
import io.tillgate.gateway.manage.CaseDesk;
import io.tillgate.gateway.manage.ManagementVerticle;
import io.tillgate.gateway.manage.Version;
import io.tillgate.journal.DataKeys;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalRefusal;
import io.tillgate.journal.JournalStatus;
import io.tillgate.pos.PosVerticle;
import io.tillgate.uplink.EdgeFacts;
import io.tillgate.uplink.UplinkSettings;
import io.tillgate.uplink.UplinkStatus;
import io.tillgate.uplink.UplinkVerticle;
import io.tillgate.wire.BadDialect;
import io.tillgate.wire.CardNumberRedactor;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The box in a store: key ring, journal, card room, then terminals and tills are let in. Closed in
 * the opposite order: nobody new is let in, what was accepted becomes durable, central hears of it,
 * the journal is closed.
 */
public final class EdgeRole {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeRole.class);

  /** How often the journal is asked whether its disk still takes records. */
  private static final long WATCH_MILLIS = 1_000;

  private final EdgeSettings settings;
  private final Foundation foundation;
  private final CompletableFuture<String> failure = new CompletableFuture<>();

  private EdgeRole(EdgeSettings settings, Foundation foundation) {
    this.settings = settings;
    this.foundation = foundation;
  }

  /** Starts an edge, or lets go of everything and says why. */
  public static RunningRole start(Configuration configuration, Logging logging)
      throws StartRefused {
    EdgeSettings settings = settings(configuration);
    Ports.tryAll(doors(settings));
    CertificateFile.check("card.terminals.tls", settings.card().terminals().tls());
    List<AcquirerSettings> acquirers = settings.card().acquirers();
    for (int i = 0; i < acquirers.size(); i++) {
      String path = acquirers.size() == 1 ? "card.acquirer.tls" : "card.acquirers." + i + ".tls";
      CertificateFile.check(path, acquirers.get(i).tls());
    }
    NexoSettings nexo = settings.card().nexo();
    if (nexo != null) CertificateFile.check("card.nexo.tls", nexo.tls());
    checkUplink(settings.uplink());
    Foundation foundation = new Foundation(logging, settings.dataDirectory());
    try {
      return new EdgeRole(settings, foundation).open();
    } catch (StartRefused | RuntimeException e) {
      foundation.abandon();
      throw e;
    }
  }

  private static List<Ports.Door> doors(EdgeSettings settings) {
    CardSettings card = settings.card();
    List<Ports.Door> doors = new ArrayList<>();
    doors.add(
        new Ports.Door(
            "management.port", settings.management().host(), settings.management().port()));
    doors.add(
        new Ports.Door("card.terminals.port", card.terminals().host(), card.terminals().port()));
    if (card.nexo() != null) {
      doors.add(new Ports.Door("card.nexo.port", card.nexo().host(), card.nexo().port()));
    }
    doors.add(new Ports.Door("pos.port", settings.pos().host(), settings.pos().port()));
    return doors;
  }

  /** Where this edge listens, for people. */
  private List<String> places(CardStatus card, int tills, int management) {
    List<String> places = new ArrayList<>();
    places.add("terminals " + settings.card().terminals().host() + ":" + card.terminalPort());
    if (settings.card().nexo() != null) {
      places.add("nexo " + settings.card().nexo().host() + ":" + card.nexoPort());
    }
    places.add("tills " + settings.pos().host() + ":" + tills);
    places.add("management " + settings.management().host() + ":" + management);
    return places;
  }

  /** An expired certificate is let through: central's answer to it is the line's state. */
  private static void checkUplink(UplinkSettings uplink) throws StartRefused {
    CertificateFile.checkReadable("uplink.trustFile", uplink.trustFile());
    CertificateFile.checkReadable("uplink.certificateFile", uplink.certificateFile());
    CertificateFile.checkKey("uplink.keyFile", uplink.keyFile(), uplink.certificateFile());
  }

  private static EdgeSettings settings(Configuration configuration) throws StartRefused {
    try {
      return EdgeSettings.of(configuration);
    } catch (IllegalArgumentException e) {
      throw new StartRefused(configuration.file() + ": " + e.getMessage(), e);
    }
  }

  private RunningRole open() throws StartRefused {
    KeyRing ring = keyRing();
    foundation.opened.addClosable("key ring", ring);
    Journal journal = journal(ring);
    foundation.opened.addClosable("journal", journal);
    JournalMetrics.bind(journal, foundation.metrics);
    ManagementVerticle management =
        foundation.stand(
            foundation.builder().with(Foundation.options()).build(), settings.management());
    watch(journal);

    CardVerticle card = new CardVerticle(cardRoom(ring, journal));
    foundation.opened.addClosable(
        "key ring's signal",
        KeyUptake.begin(settings.keys(), ring, journal, foundation.metrics, EdgeRole::tell));
    PosVerticle pos =
        new PosVerticle(
            settings.pos(),
            settings.store(),
            journal,
            // The redactor gives back the very array that holds no card number.
            text -> CardNumberRedactor.redact(text) != text,
            new BackOfficeFilter(
                new ProxyFilter(
                    settings.filter(),
                    ring.tokenizer(settings.card().tokens()),
                    ring.tokenizer(TokenFormat.TEXT),
                    card.cases(),
                    foundation.metrics)),
            foundation.metrics);
    UplinkVerticle uplink =
        new UplinkVerticle(
            journal,
            settings.uplink(),
            foundation.metrics,
            new EdgeFacts(
                Version.text(),
                settings.zone(),
                () -> terminals(card),
                () -> neededFrom(card),
                () -> OfflineNews.of(card.status()),
                new KeptDenyList(card.denyList())));
    foundation.deploy("uplink", uplink);
    foundation.deployTogether("terminals and tills", card, pos);
    management.alsoServe(new CaseDesk(foundation.vertx(), card.cases())::mount);
    watchClock(card, uplink);
    EdgeHealth.require(foundation.readiness(), journal, card::status, pos::status, uplink::status);
    return new RunningRole(
        "edge " + settings.store() + "/" + settings.edge(),
        places(card.status(), pos.status().port(), management.port()),
        foundation.opened,
        foundation.readiness(),
        failure);
  }

  /** The uplink may ask before the card room has started. */
  private static int terminals(CardVerticle card) {
    CardStatus status = card.status();
    return status == null ? 0 : status.terminals();
  }

  /** Until the card room has said what it needs, all of the journal. */
  private static long neededFrom(CardVerticle card) {
    CardStatus status = card.status();
    return status == null ? 0 : status.firstNeededOffset();
  }

  private KeyRing keyRing() throws StartRefused {
    try (KeyProvider provider = settings.keys().provider()) {
      return KeyRing.open(settings.keys().directory(), provider);
    } catch (BadKeyRing e) {
      throw new StartRefused(e.getMessage(), e);
    }
  }

  private static void tell(KeyEvent event) {
    LOG.info(
        "key {} ({}, check value {}) is {} now",
        event.keyId(),
        event.role(),
        event.checkValue(),
        event.detail());
  }

  private Journal journal(KeyRing ring) throws StartRefused {
    DataKeys keys = ring.dataKeys();
    try {
      return Journal.open(settings.dataDirectory().resolve("journal"), keys, settings.journal());
    } catch (JournalRefusal e) {
      throw new StartRefused(e.getMessage(), e);
    } finally {
      keys.destroy();
    }
  }

  private CardRoom cardRoom(KeyRing ring, Journal journal) throws StartRefused {
    Path directory = settings.dataDirectory().resolve("card");
    CardRoom.Means means =
        new CardRoom.Means(
            journal,
            ring,
            foundation.metrics,
            Clock.system(settings.zone()),
            new SecureRandom(),
            e -> failure.complete("the card room cannot go on: " + e.getMessage()));
    try {
      return CardRoom.open(settings.card(), directory, means);
    } catch (IOException | BadDialect | BadCardSettings e) {
      throw new StartRefused(e.getMessage(), e);
    }
  }

  /** A journal whose disk failed takes nothing more; only a new start can find out what is true. */
  private void watch(Journal journal) {
    Vertx vertx = foundation.vertx();
    long timer =
        vertx.setPeriodic(
            WATCH_MILLIS,
            tick -> vertx.executeBlocking(journal::status, false).onSuccess(this::look));
    foundation.opened.addClosable("watch over the journal", () -> vertx.cancelTimer(timer));
  }

  /** What central's answers say of this box's clock decides whether it may stand in. */
  private void watchClock(CardVerticle card, UplinkVerticle uplink) {
    Vertx vertx = foundation.vertx();
    AtomicLong lastAnswer = new AtomicLong();
    long timer =
        vertx.setPeriodic(
            WATCH_MILLIS,
            tick -> {
              UplinkStatus status = uplink.status();
              boolean isNews =
                  lastAnswer.getAndSet(status.lastAnswerMillis()) != status.lastAnswerMillis();
              if (isNews) status.clockSkewMillis().ifPresent(card::clockSkew);
            });
    foundation.opened.addClosable("watch over the clock", () -> vertx.cancelTimer(timer));
  }

  private void look(JournalStatus status) {
    if (status.state() == JournalStatus.State.FAILED) {
      failure.complete("the journal takes nothing more: " + status.reason());
    }
  }
}
