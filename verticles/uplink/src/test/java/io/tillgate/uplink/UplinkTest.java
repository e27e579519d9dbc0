package io.tillgate.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.journal.Entry;
import io.tillgate.journal.Record;
import io.tillgate.retail.feed.Batch;
import io.tillgate.retail.feed.EventType;
import io.tillgate.uplink.TestCentral.Deed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UplinkTest {
  @TempDir Path temp;
  private Store store;

  @BeforeEach
  void openStore() throws Exception {
    store = new Store(temp);
  }

  @AfterEach
  void closeStore() throws Exception {
    store.close();
  }

  @Test
  void whatIsDurableReachesCentralInOrder() throws Exception {
    store.append(3_000);
    TestCentral central = store.central();
    store.up(central.uri());
    store.awaitLanded();
    store.append(500);
    store.awaitLanded();
    store.assertLandedEqualsJournal();
    store.until("the backlog is gone", () -> store.status().backlogRecords() == 0);
    assertEquals(3_499, store.status().acknowledgedOffset());
    assertEquals(1, central.connections.get());
  }

  /** With no heartbeat and no timer left, only the journal's own word can set it off. */
  @Test
  void aRecordIsOnItsWayAsSoonAsItIsDurable() throws Exception {
    TestCentral central = store.central();
    store.up(central.uri());
    store.awaitLine(LineState.Up.class);
    long worst = 0;
    for (int i = 0; i < 20; i++) {
      store.append(1);
      long durable = System.nanoTime();
      store.awaitLanded();
      worst = Math.max(worst, System.nanoTime() - durable);
    }
    System.out.println("from durable to landed, worst of 20: " + worst / 1_000 + " us");
    assertEquals(20, central.batches.size());
  }

  @Test
  void whatStaysOnTheBoxTravelsAsAPlaceOnly() throws Exception {
    store.append(2);
    store
        .journal
        .append(new Entry(EventType.SEALED_CARD.code(), new byte[] {1}, new byte[] {2, 3}))
        .get();
    store.append(2);
    TestCentral central = store.central();
    store.up(central.uri());
    store.awaitLanded();
    store.assertLandedEqualsJournal();
    assertEquals(128, store.landed.events().get(2).type());
    assertEquals(0, store.landed.events().get(2).payload().length);
  }

  /** A record that the disk lost is a hole with a name, not a gap and not a standstill. */
  @Test
  void whatDamageTookTravelsAsANamedHole() throws Exception {
    store.append(3, n -> "intact");
    store.append(1, n -> "to be damaged");
    store.append(3, n -> "intact");
    store.damageRecord(3);
    TestCentral central = store.central();
    store.up(central.uri());
    store.awaitLanded();
    assertEquals(7, store.landed.events().size());
    assertEquals(Record.DAMAGED, store.landed.events().get(3).type());
    assertEquals(0, store.landed.events().get(3).payload().length);
    assertEquals(EventType.SALE.code(), store.landed.events().get(4).type());
    store.assertLandedEqualsJournal();
  }

  @Test
  void aBacklogTravelsInLargeBatches() throws Exception {
    store.append(20_000);
    TestCentral central = store.central();
    store.up(central.uri());
    store.awaitLanded();
    store.assertLandedEqualsJournal();
    int largest = central.batches.stream().mapToInt(b -> b.events().size()).max().orElse(0);
    assertEquals(1_000, largest);
    assertTrue(central.batches.size() < 60, central.batches.size() + " batches");
  }

  @Test
  void batchesAreBoundedInBytesAndALargeRecordTravelsAlone() throws Exception {
    store.section.put("batchBytes", 10_000);
    store.append(50, n -> "y".repeat(3_000));
    store.append(1, n -> "z".repeat(900_000));
    store.append(3);
    TestCentral central = store.central();
    store.up(central.uri());
    store.awaitLanded();
    store.assertLandedEqualsJournal();
    for (Batch batch : central.batches) {
      assertTrue(batch.encode().length <= 10_000 || batch.events().size() == 1);
    }
  }

  @Test
  void memoryIsBoundedWithABacklogOfManyRecords() throws Exception {
    Random random = new Random(1);
    store.append(
        200_000, n -> Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
    TestCentral central = store.central();
    AtomicLong most = new AtomicLong();
    central.onPut = () -> most.accumulateAndGet(store.status().inFlightBytes(), Math::max);
    central.script = (first, number) -> number % 3 == 0 ? Deed.LAND_LATE : Deed.LAND;
    long start = System.nanoTime();
    store.up(central.uri());
    store.until("all is there", () -> store.landed.next() == 200_000);
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println("200000 records in " + millis + " ms; most bytes under way: " + most.get());
    assertTrue(most.get() > 0);
    assertTrue(most.get() <= 4L << 20, most.get() + " bytes under way");
    store.assertLandedEqualsJournal();
  }

  @Test
  void noMoreThanTheWindowIsUnderWay() throws Exception {
    store.section.put("batchRecords", 1).put("window", 3);
    store.append(50);
    TestCentral central = store.central();
    central.script = (first, number) -> Deed.HANG;
    store.up(central.uri());
    store.until("the window is full", () -> central.puts.get() == 3);
    store.append(5);
    assertEquals(3, central.puts.get());
    assertEquals(55, store.status().backlogRecords());
  }

  @Test
  void aLostAnswerCountsNothingTwice() throws Exception {
    for (Deed deed : new Deed[] {Deed.LAND_AND_CLOSE, Deed.CLOSE, Deed.LAND_TWICE, Deed.ERROR}) {
      TestCentral central = store.central();
      central.script = (first, number) -> number % 2 == 1 ? deed : Deed.LAND;
      store.append(200);
      store.up(central.uri());
      store.awaitLanded();
      store.down();
    }
    store.assertLandedEqualsJournal();
  }

  @Test
  void anAnswerThatNeverComesEndsTheConnectionAndIsAskedForAnew() throws Exception {
    store.section.put("requestTimeoutMillis", 200);
    store.append(100);
    TestCentral central = store.central();
    central.script = (first, number) -> number == 1 ? Deed.LAND_AND_BE_SILENT : Deed.LAND;
    store.up(central.uri());
    store.until("central has it", () -> store.status().acknowledgedOffset() == 99);
    assertTrue(central.connections.get() >= 2);
    store.assertLandedEqualsJournal();
  }

  @Test
  void aCentralThatNeverAnswersIsNotUp() throws Exception {
    store.section.put("requestTimeoutMillis", 100);
    TestCentral central = store.central();
    central.answersNext = false;
    store.up(central.uri());
    store.until("it was tried again", () -> central.asked.get() > 2);
    assertFalse(store.status().line() instanceof LineState.Up);
    central.answersNext = true;
    store.awaitLine(LineState.Up.class);
  }

  @Test
  void aGapIsFilledFromWhereCentralSays() throws Exception {
    store.section.put("batchRecords", 10);
    store.append(100);
    TestCentral central = store.central();
    AtomicInteger forgot = new AtomicInteger();
    central.script =
        (first, number) -> {
          if (first >= 50 && forgot.compareAndSet(0, 1)) store.landed.begin(0);
          return Deed.LAND;
        };
    store.up(central.uri());
    store.until("all is there again", () -> store.landed.next() == 100 && forgot.get() == 1);
    store.assertLandedEqualsJournal();
  }

  @Test
  void aBusyCentralIsLeftAloneForAsLongAsItSays() throws Exception {
    store.append(10);
    TestCentral central = store.central();
    central.retryAfter = "3600";
    central.script = (first, number) -> number == 1 ? Deed.BUSY : Deed.LAND;
    store.up(central.uri());
    store.until("it was asked once", () -> central.puts.get() == 1);
    store.append(10);
    assertEquals(1, central.puts.get());
    assertInstanceOf(LineState.Up.class, store.status().line());
  }

  @Test
  void aBusyCentralGetsItAllInTheEnd() throws Exception {
    store.section.put("batchRecords", 7);
    store.append(300);
    TestCentral central = store.central();
    central.script = (first, number) -> number % 3 == 0 ? Deed.BUSY : Deed.LAND;
    store.up(central.uri());
    store.awaitLanded();
    store.assertLandedEqualsJournal();
  }

  @Test
  void aCentralThatStaysBusyIsLeftForAnother() throws Exception {
    store.append(10);
    TestCentral busy = store.central();
    TestCentral other = store.central();
    busy.script = (first, number) -> Deed.BUSY;
    store.up(busy.uri(), other.uri());
    store.awaitLanded();
    store.assertLandedEqualsJournal();
  }

  @Test
  void aBatchThatCentralCallsBadStopsTheLineInSightAndIsNeverSkipped() throws Exception {
    store.section.put("batchRecords", 10);
    store.append(100);
    TestCentral first = store.central();
    TestCentral second = store.central();
    TestCentral.Script bad = (offset, number) -> offset >= 50 ? Deed.BAD : Deed.LAND;
    first.script = bad;
    second.script = bad;
    store.up(first.uri(), second.uri());
    store.awaitLine(LineState.Refused.class);
    LineState.Refused refused = (LineState.Refused) store.status().line();
    assertTrue(refused.reason().contains("event 3 is no sale"), refused.reason());
    assertTrue(refused.reason().contains("offsets 50-59"), refused.reason());
    assertEquals(50, store.landed.next());
    assertEquals(1, store.metrics.get("tillgate.uplink.refused").gauge().value());
    int puts = first.puts.get() + second.puts.get();
    store.append(50);
    assertEquals(puts, first.puts.get() + second.puts.get(), "it is not tried again and again");
    assertInstanceOf(LineState.Refused.class, store.status().line());
  }

  @Test
  void aRefusedBatchGoesThroughOnceCentralIsMended() throws Exception {
    store.section.put("refusedRetryMillis", 10);
    store.append(100);
    TestCentral central = store.central();
    central.script = (offset, number) -> Deed.BAD;
    store.up(central.uri());
    store.awaitLine(LineState.Refused.class);
    central.script = (offset, number) -> Deed.LAND;
    store.awaitLanded();
    store.awaitLine(LineState.Up.class);
    store.assertLandedEqualsJournal();
  }

  @Test
  void anotherCentralTakesOverAndNothingIsCountedTwice() throws Exception {
    TestCentral first = store.central();
    TestCentral second = store.central();
    store.up(first.uri(), second.uri());
    store.append(100);
    store.awaitLanded();
    boolean atFirst = first.connections.get() > 0;
    (atFirst ? first : second).stop();
    store.append(100);
    store.awaitLanded();
    store.assertLandedEqualsJournal();
    assertTrue((atFirst ? second : first).connections.get() > 0);
  }

  @Test
  void whatWasSentBeforeTheStopIsNotSentAgainAfterTheStart() throws Exception {
    TestCentral central = store.central();
    store.up(central.uri());
    store.append(100);
    store.awaitLanded();
    store.down();
    central.batches.clear();
    store.append(5);
    store.up(central.uri());
    store.awaitLanded();
    assertEquals(5, central.batches.stream().mapToInt(b -> b.events().size()).sum());
  }

  @Test
  void aStopSendsWhatIsDurableFirst() throws Exception {
    store.section.put("stopFlushMillis", 20_000);
    TestCentral central = store.central();
    central.script = (first, number) -> Deed.LAND_LATE;
    store.up(central.uri());
    store.awaitLine(LineState.Up.class);
    store.append(2_000);
    store.down();
    assertEquals(2_000, store.landed.next());
  }

  @Test
  void aStopDoesNotWaitForeverForACentralThatHangs() throws Exception {
    store.section.put("stopFlushMillis", 100);
    TestCentral central = store.central();
    central.script = (first, number) -> Deed.HANG;
    store.up(central.uri());
    store.append(10);
    store.until("it hangs", () -> central.puts.get() > 0);
    store.down();
    assertEquals(0, store.landed.next());
    store.until("the connection is gone", () -> central.open.get() == 0);
  }

  @Test
  void theJournalLetsGoOfWhatCentralHas() throws Exception {
    store.openJournal(Duration.ZERO);
    TestCentral central = store.central();
    store.up(central.uri());
    store.append(20, n -> "w".repeat(900_000));
    store.awaitLanded();
    store.append(1);
    store.until("old segments are gone", () -> store.journal.firstOffset() > 0);
  }

  @Test
  void theJournalKeepsWhatTheBoxStillNeedsAlthoughCentralHasIt() throws Exception {
    store.openJournal(Duration.ZERO);
    store.neededFrom.set(9);
    TestCentral central = store.central();
    store.up(central.uri());
    store.append(20, n -> "w".repeat(900_000));
    store.awaitLanded();
    store.append(1);
    store.until("older segments are gone", () -> store.journal.firstOffset() > 0);
    store.down();
    store.openJournal(Duration.ZERO);
    assertTrue(store.journal.firstOffset() <= 9, "first is " + store.journal.firstOffset());
  }

  @Test
  void aJournalOlderThanWhatCentralHasIsRefusedByName() throws Exception {
    store.append(10);
    store.landed.begin(500);
    TestCentral central = store.central();
    store.up(central.uri());
    store.awaitLine(LineState.Refused.class);
    String reason = ((LineState.Refused) store.status().line()).reason();
    assertTrue(reason.contains("put back to an older state"), reason);
    assertEquals(0, central.puts.get());
  }

  @Test
  void aCentralThatLostWhatItHadAcknowledgedIsRefusedByName() throws Exception {
    store.openJournal(Duration.ZERO);
    TestCentral central = store.central();
    store.up(central.uri());
    store.append(20, n -> "w".repeat(900_000));
    store.append(1);
    store.until("old segments are gone", () -> store.journal.firstOffset() > 0);
    store.down();
    store.landed.begin(0);
    store.up(central.uri());
    store.awaitLine(LineState.Refused.class);
    String reason = ((LineState.Refused) store.status().line()).reason();
    assertTrue(reason.contains("restore its database"), reason);
  }

  @Test
  void nonsenseIsNotTakenForAnAnswer() throws Exception {
    store.append(10);
    TestCentral central = store.central();
    central.script = (first, number) -> number < 3 ? Deed.NONSENSE : Deed.LAND;
    store.up(central.uri());
    store.awaitLanded();
    store.assertLandedEqualsJournal();
  }

  @Test
  void aCentralThatClaimsTheSameGapForEverIsLeft() throws Exception {
    store.append(10);
    TestCentral liar = store.central();
    TestCentral other = store.central();
    liar.script = (first, number) -> Deed.CLAIM_GAP;
    store.up(liar.uri(), other.uri());
    store.awaitLanded();
    store.assertLandedEqualsJournal();
    assertTrue(liar.puts.get() <= 40, "tried " + liar.puts.get() + " times");
  }

  @Test
  void heartbeatsSayHowTheEdgeIsAndMeasureTheClocks() throws Exception {
    store.section.put("heartbeatMillis", 20);
    TestCentral central = store.central();
    central.clockAheadMillis = 7_000;
    store.up(central.uri());
    store.append(10);
    store.awaitLanded();
    store.until(
        "a heartbeat tells of it",
        () -> central.heartbeats.stream().anyMatch(b -> b.getLong("acknowledged") == 9));
    JsonObject beat = central.heartbeats.get(central.heartbeats.size() - 1);
    assertEquals(store.journal.epoch(), beat.getLong("epoch"));
    assertEquals(9, beat.getLong("durable"));
    assertEquals(3, beat.getInteger("terminals"));
    assertEquals("up", beat.getString("line"));
    assertEquals("test", beat.getString("version"));
    assertEquals("Europe/Zurich", beat.getString("zone"));
    assertTrue(Math.abs(beat.getLong("clockMillis") - System.currentTimeMillis()) < 60_000);
    store.until("the clocks are compared", () -> store.status().clockSkewMillis().isPresent());
    long skew = store.status().clockSkewMillis().getAsLong();
    assertTrue(skew > 2_000 && skew < 12_000, "skew " + skew);
  }

  @Test
  void theDenyListFollowsCentralsNewestAndIsFetchedOnce() throws Exception {
    store.section.put("heartbeatMillis", 20);
    TestCentral central = store.central();
    central.denyListVersion = 3;
    central.denyList = gzip("tk_a\ntk_b\n");
    store.up(central.uri());
    store.until("the list is taken", () -> store.denyList.version == 3);
    assertEquals(List.of("tk_a", "tk_b"), store.denyList.tokens);
    store.until("it is confirmed", () -> store.denyList.confirmedMillis > 0);
    assertEquals(1, central.denyListFetches.get());
    store.until("central is told", () -> told(central, 3));
    central.denyList = gzip("tk_c\n");
    central.denyListVersion = 4;
    store.until("the next one is taken", () -> store.denyList.version == 4);
    assertEquals(List.of("tk_c"), store.denyList.tokens);
  }

  @Test
  void aDenyListThatIsNoneIsNotAskedForAgainAtOnceAndTheOldOneHolds() throws Exception {
    store.section.put("heartbeatMillis", 20);
    TestCentral central = store.central();
    central.denyListVersion = 1;
    central.denyList = Buffer.buffer("not gzip");
    store.up(central.uri());
    store.until("it is asked for", () -> central.denyListFetches.get() == 1);
    int beats = central.heartbeats.size();
    store.until("heartbeats go on", () -> central.heartbeats.size() > beats + 5);
    assertEquals(1, central.denyListFetches.get());
    assertEquals(-1, store.denyList.version);
  }

  private static boolean told(TestCentral central, long version) {
    return central.heartbeats.stream()
        .anyMatch(beat -> Long.valueOf(version).equals(beat.getLong("denyList")));
  }

  private static Buffer gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  @Test
  void aLineThatDiesSilentlyIsNoticedByItsHeartbeat() throws Exception {
    store.section.put("heartbeatMillis", 20).put("requestTimeoutMillis", 100);
    TestCentral central = store.central();
    store.up(central.uri());
    store.awaitLine(LineState.Up.class);
    central.answersHeartbeats = false;
    store.until("it connects anew", () -> central.connections.get() > 1);
  }

  @Test
  void metricsTellWhatWasDone() throws Exception {
    TestCentral central = store.central();
    store.up(central.uri());
    store.append(100);
    store.awaitLanded();
    store.until("it is acknowledged", () -> store.status().backlogRecords() == 0);
    assertEquals(99, store.metrics.get("tillgate.uplink.acknowledged.offset").gauge().value());
    assertEquals(1, store.metrics.get("tillgate.uplink.line").gauge().value());
    assertEquals(100, store.metrics.get("tillgate.uplink.records").counter().count());
    assertTrue(store.metrics.get("tillgate.uplink.batches").counter().count() >= 1);
    assertTrue(store.metrics.get("tillgate.uplink.bytes").counter().count() > 0);
    assertTrue(store.metrics.get("tillgate.uplink.round.trip").timer().count() >= 1);
    central.stop();
    store.until(
        "the line is seen down",
        () -> store.metrics.get("tillgate.uplink.line").gauge().value() == 0);
  }

  /** Whatever the line and two centrals do, in the end central's copy is the journal. */
  @Test
  void throughRandomFaultsEveryRecordArrivesOnceAndInOrder() throws Exception {
    long seed = System.nanoTime();
    System.out.println("throughRandomFaultsEveryRecordArrivesOnceAndInOrder seed " + seed);
    Random random = new Random(seed);
    store.section.put("batchRecords", 25).put("requestTimeoutMillis", 300);
    TestCentral[] centrals = {store.central(), store.central()};
    Deed[] deeds = Deed.values();
    for (TestCentral central : centrals) {
      central.script =
          (first, number) -> {
            synchronized (random) {
              Deed deed = random.nextInt(10) < 6 ? Deed.LAND : deeds[random.nextInt(deeds.length)];
              return deed == Deed.BAD ? Deed.LAND : deed;
            }
          };
    }
    store.up(centrals[0].uri(), centrals[1].uri());
    for (int i = 0; i < 40; i++) {
      int count;
      synchronized (random) {
        count = 1 + random.nextInt(60);
      }
      store.append(count);
    }
    store.awaitLanded();
    store.assertLandedEqualsJournal();
  }
}
