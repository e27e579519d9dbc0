package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.DataUnderKeys;
import io.tillgate.card.keys.FileKeys;
import io.tillgate.card.keys.JournalFollower;
import io.tillgate.card.keys.KeyCustodian;
import io.tillgate.card.keys.KeyListener;
import io.tillgate.card.keys.KeyProvider;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.keys.KeyRole;
import io.tillgate.card.keys.KeyState;
import io.tillgate.journal.Inspection;
import io.tillgate.retail.feed.EventType;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys rotate, retire and are destroyed while terminals pay. */
class KeyRotationRulesTest {
  private static final int TERMINALS = 4;
  private static final int ROUNDS = 6;
  private static final String UNANSWERED = "000000000777";

  @TempDir Path directory;
  private volatile boolean isMute = true;
  private volatile boolean isOver;
  private final AtomicInteger paid = new AtomicInteger();

  @Test
  @DisplayName(
      "RULES 2 / 3.6, 3.7 keys rotate under load: no payment fails, old data stay readable, a"
          + " retired key encrypts nothing")
  void keysTurnOverWhileTerminalsPayAndNobodyNotices() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 5_000);
    Path data = directory.resolve("shop");
    java.nio.file.Files.createDirectory(data);
    Path keys = data.resolve("keys");
    KeyProvider provider = new FileKeys(keys.resolve(KeyRing.KEK_FILE));
    KeyCustodian custodian =
        new KeyCustodian(keys, provider, Clock.systemUTC(), KeyListener.NOBODY);
    ExecutorService threads = Executors.newFixedThreadPool(TERMINALS);
    try (Shop shop = new Shop(data, dialect, new JsonObject())) {
      shop.ring().follow(new JournalFollower(shop.journal));
      shop.awaitLinks();
      shop.host.behave(this::answer);
      owesAReversal(shop);
      List<CompletableFuture<Void>> lanes = new ArrayList<>();
      for (int lane = 1; lane <= TERMINALS; lane++) {
        int number = lane;
        lanes.add(CompletableFuture.runAsync(() -> pay(shop, number), threads));
      }
      for (int round = 0; round < ROUNDS; round++) {
        turn(shop, custodian, provider, data);
      }
      int before = paid.get();
      Shop.await("payments go on", () -> paid.get() > before + TERMINALS || failed(lanes));
      isOver = true;
      for (CompletableFuture<Void> lane : lanes) lane.get(60, TimeUnit.SECONDS);
      theReversalGoesWithItsCard(shop);
      theWholeJournalIsReadable(shop);
    } finally {
      isOver = true;
      threads.shutdown();
    }
  }

  private static boolean failed(List<CompletableFuture<Void>> lanes) {
    return lanes.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
  }

  private void answer(TestHost.Received received) throws java.io.IOException {
    int mti = received.message().mti();
    boolean isOfTheHeld = UNANSWERED.equals(received.message().field(4));
    if (isMute && (isOfTheHeld || mti == 420 || mti == 421)) return;
    TestHost.approve(received);
  }

  /** Sealed under the first keys; it is opened under the last ones. */
  private void owesAReversal(Shop shop) throws Exception {
    try (TestTerminal terminal = shop.terminal()) {
      assertEquals("91", terminal.ask(200, shop.iso.purchase("TERM0009", "000001", 777)).field(39));
    }
    Shop.await("a reversal is owed", () -> shop.status().reversalsOwed() == 1);
  }

  private void pay(Shop shop, int lane) {
    try (TestTerminal terminal = shop.terminal()) {
      for (int i = 1; !isOver; i++) {
        String stan = "%06d".formatted(i);
        String code =
            terminal.ask(200, shop.iso.purchase("TERM000" + lane, stan, 100 + i)).field(39);
        assertEquals("00", code, "payment " + i + " of lane " + lane);
        paid.incrementAndGet();
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** All three kinds of keys rotate; the queue key before is retired and destroyed. */
  private void turn(Shop shop, KeyCustodian custodian, KeyProvider provider, Path data)
      throws Exception {
    KeyRing.Key oldQueue = active(shop.ring(), KeyRole.QUEUE);
    KeyRing.Key oldJournal = active(shop.ring(), KeyRole.JOURNAL);
    custodian.rotate(KeyRole.KEK);
    custodian.rotate(KeyRole.QUEUE);
    String journalKey = custodian.rotate(KeyRole.JOURNAL).idText();
    DataUnderKeys uses = new DataUnderKeys(data);
    assertThrows(BadKeyRing.class, () -> custodian.retire(oldQueue.id(), uses), "not taken up yet");

    shop.ring().takeUp(provider);
    int before = paid.get();
    Shop.await("the journal turns", () -> shop.journal.keyId().equals(journalKey));
    Shop.await("slots turn", () -> isUnused(uses, oldQueue));
    Shop.await("payments go on", () -> paid.get() > before + TERMINALS);

    BadKeyRing needed =
        assertThrows(BadKeyRing.class, () -> custodian.retire(oldJournal.id(), uses));
    assertTrue(needed.getMessage().contains("of the journal"), needed.getMessage());
    custodian.retire(oldQueue.id(), uses);
    shop.ring().takeUp(provider);
    custodian.destroy(oldQueue.id(), oldQueue.checkValue(), uses);
    shop.ring().takeUp(provider);
    assertFalse(Inspection.segmentsByKey(data.resolve("journal")).isEmpty());
  }

  private static boolean isUnused(DataUnderKeys uses, KeyRing.Key key) {
    try {
      return uses.of(key).isEmpty();
    } catch (BadKeyRing e) {
      throw new AssertionError(e);
    }
  }

  private static KeyRing.Key active(KeyRing ring, KeyRole role) {
    return ring.keys().stream()
        .filter(key -> key.role() == role && key.state() == KeyState.ACTIVE)
        .findFirst()
        .orElseThrow();
  }

  private void theReversalGoesWithItsCard(Shop shop) throws Exception {
    isMute = false;
    Shop.await("the reversal is taken", () -> shop.status().reversalsOwed() == 0);
    assertTrue(
        shop.host.all().stream()
            .filter(message -> message.mti() == 420 || message.mti() == 421)
            .allMatch(message -> "4111111111111111".equals(message.field(2))));
    assertEquals(0, shop.count("tillgate.card.reversals.unopenable"));
  }

  private void theWholeJournalIsReadable(Shop shop) {
    List<EventType> types = shop.types();
    long outcomes = types.stream().filter(EventType.PAYMENT_OUTCOME::equals).count();
    assertEquals(paid.get() + 1, outcomes);
    System.out.println(paid.get() + " payments while " + 3 * ROUNDS + " keys rotated");
  }
}
