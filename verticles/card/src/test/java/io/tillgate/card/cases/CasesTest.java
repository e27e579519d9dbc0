package io.tillgate.card.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.card.payment.Simulation;
import io.tillgate.journal.Entry;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseKind;
import io.tillgate.retail.payment.CaseOpened;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CasesTest {
  private final Simulation simulation = new Simulation(1);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<Entry> disk = new ArrayList<>();
  private final List<Runnable> forces = new ArrayList<>();
  private int ids;
  private Cases cases = start();

  private Cases start() {
    Cases started = new Cases(simulation.clock(), () -> "case-" + ++ids, new SimpleMeterRegistry());
    read(started, 0);
    started.attach(this::append, disk::size, Runnable::run);
    return started;
  }

  private void read(Cases into, int from) {
    for (int at = from; at < disk.size(); at++) {
      Entry entry = disk.get(at);
      into.accept(at, entry.type(), entry.key(), entry.payload());
    }
  }

  private void append(Entry[] entries, LongConsumer durable) {
    long first = disk.size();
    Collections.addAll(disk, entries);
    forces.add(() -> durable.accept(first));
  }

  private void force() {
    forces.forEach(Runnable::run);
    forces.clear();
  }

  private int open(CaseKind kind) {
    return cases.figures().get(kind.ordinal()).open();
  }

  private List<EventType> types() {
    return disk.stream().map(entry -> EventType.of(entry.type()).orElseThrow()).toList();
  }

  @Test
  void aCaseStaysOpenOverARestartUntilItIsClosed() {
    cases.open(CaseKind.CARD_NUMBER_FOUND, null, "route /orders", "424242******4242 in a body");
    long opened = simulation.clock().millis();
    simulation.after(60_000, () -> {});
    simulation.step(60_000);
    cases = start();
    CaseFigures figures = cases.figures().get(CaseKind.CARD_NUMBER_FOUND.ordinal());
    assertEquals(new CaseFigures(CaseKind.CARD_NUMBER_FOUND, 1, opened), figures);
    List<Case> listed = new ArrayList<>();
    cases.list(listed::addAll);
    cases.close(listed.get(0).id(), "mira: the old till is off", found -> assertTrue(found));
    cases.close(listed.get(0).id(), "again", found -> assertFalse(found));
    assertEquals(0, start().figures().get(CaseKind.CARD_NUMBER_FOUND.ordinal()).open());
    assertEquals(List.of(EventType.CASE_OPENED, EventType.CASE_CLOSED), types());
  }

  @Test
  void theSameThingAgainIsCountedAndNotOpenedTwice() {
    for (int i = 0; i < 1_000; i++) {
      cases.open(CaseKind.CARD_NUMBER_FOUND, null, "route /orders", "body " + i);
    }
    cases.open(CaseKind.CARD_NUMBER_FOUND, null, "route /refunds", "body");
    assertNotNull(cases.opening(CaseKind.UNKNOWN_RESULT, "p1", "TERM0001", "no answer"));
    assertNull(cases.opening(CaseKind.UNKNOWN_RESULT, "p1", "TERM0001", "no answer"));
    assertNotNull(cases.opening(CaseKind.UNREVERSED, "p1", "TERM0001", "tried 50 times"));
    assertEquals(2, disk.size());
    assertEquals(2, open(CaseKind.CARD_NUMBER_FOUND));
  }

  @Test
  void whatCentralReadsIsWhatWasSaid() throws Exception {
    cases.open(CaseKind.POISON_ADVICE, "p1", "TERM0001", "response code 96, 20 times");
    CaseOpened opened = RetailJson.read(disk.get(0).payload(), CaseOpened.class);
    assertEquals(CaseKind.POISON_ADVICE, opened.kind());
    assertEquals("TERM0001", opened.where());
    assertEquals(simulation.epochMillis(), opened.openedMillis());
    Entry closing = cases.closing(CaseKind.POISON_ADVICE, "p1", CaseClosed.Ending.TAKEN, "at last");
    CaseClosed closed = RetailJson.read(closing.payload(), CaseClosed.class);
    assertEquals(
        new CaseClosed(
            opened.caseId(), CaseKind.POISON_ADVICE, "p1", CaseClosed.Ending.TAKEN, "at last"),
        closed);
    assertNull(cases.closing(CaseKind.POISON_ADVICE, "p1", CaseClosed.Ending.TAKEN, null));
  }

  @Test
  @DisplayName("RULES 2 / 12.10.7 a case about a card number does not tell it")
  void aCardNumberInTheWordsIsMaskedAndLongWordsAreCut() throws Exception {
    cases.open(CaseKind.CARD_NUMBER_FOUND, null, "/c/4111111111111111/pay", "x".repeat(5_000));
    CaseOpened opened = RetailJson.read(disk.get(0).payload(), CaseOpened.class);
    assertEquals("/c/41111111****1111/pay", opened.where());
    assertEquals(200, opened.detail().length());
  }

  @Test
  void anOldCaseIsWrittenAgainAndLetsGoOfTheJournalOnlyWhenThatIsDurable() {
    cases.open(CaseKind.CARD_NUMBER_FOUND, null, "route /orders", "found");
    force();
    Entry sale = new Entry(EventType.SALE.code(), new byte[] {1}, new byte[] {'{', '}'});
    for (int i = 0; i < Cases.WRITTEN_AGAIN_AFTER; i++) disk.add(sale);
    assertEquals(0, cases.firstNeeded(disk.size()));
    cases.tick();
    cases.tick();
    assertEquals(Cases.WRITTEN_AGAIN_AFTER + 2, disk.size());
    assertEquals(0, cases.firstNeeded(disk.size()), "it is not durable yet");
    force();
    assertEquals(disk.size() - 1, cases.firstNeeded(disk.size()));

    Cases later = new Cases(simulation.clock(), () -> "unused", metrics);
    read(later, disk.size() - 1);
    assertEquals(cases.figures(), later.figures());
    assertEquals(disk.size() - 1, later.firstNeeded(disk.size()));
  }

  @Test
  void whatIsAskedBeforeTheRoomWorksIsDoneWhenItDoes() {
    Cases early = new Cases(simulation.clock(), () -> "early", metrics);
    early.open(CaseKind.CARD_NUMBER_FOUND, null, "route /orders", "found");
    for (int i = 0; i < 2_000; i++) {
      early.open(CaseKind.CARD_NUMBER_FOUND, null, "route " + i, "found");
    }
    early.attach(this::append, disk::size, Runnable::run);
    assertEquals(Cases.MAX_ASKED, disk.size());
    assertEquals(1_001, metrics.counter("tillgate.card.cases.overflow").count());
  }

  @Test
  void theKindsThatOnlyAPersonClosesHaveABound() {
    for (int i = 0; i < Cases.MAX_OPEN + 50; i++) {
      cases.open(CaseKind.CARD_NUMBER_FOUND, null, "route " + i, "found");
    }
    assertEquals(Cases.MAX_OPEN, open(CaseKind.CARD_NUMBER_FOUND));
    for (int i = 0; i < Cases.MAX_OPEN + 50; i++) {
      assertNotNull(cases.opening(CaseKind.UNKNOWN_RESULT, "p" + i, "TERM0001", "no answer"));
    }
  }

  @Test
  void figuresAreMetrics() {
    Cases counted = new Cases(simulation.clock(), () -> "id", metrics);
    counted.attach(this::append, disk::size, Runnable::run);
    counted.opening(CaseKind.UNKNOWN_RESULT, "p1", "TERM0001", "no answer");
    simulation.after(5_000, () -> {});
    simulation.step(5_000);
    assertEquals(1, gauge("tillgate.card.cases.open"));
    assertEquals(5, gauge("tillgate.card.cases.oldest"));
    counted.closing(CaseKind.UNKNOWN_RESULT, "p1", CaseClosed.Ending.NEVER_ARRIVED, null);
    assertEquals(0, gauge("tillgate.card.cases.open"));
    assertEquals(
        1,
        metrics
            .get("tillgate.card.cases.closed")
            .tags("kind", "unknown-result", "ending", "never-arrived")
            .counter()
            .count());
  }

  private double gauge(String name) {
    return metrics.get(name).tag("kind", "unknown-result").gauge().value();
  }
}
