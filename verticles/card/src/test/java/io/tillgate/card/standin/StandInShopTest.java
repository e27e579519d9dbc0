package io.tillgate.card.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.tillgate.card.Shop;
import io.tillgate.card.TestHost;
import io.tillgate.card.TestTerminal;
import io.tillgate.retail.feed.EventType;
import io.tillgate.wire.Mti;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A store whose acquirer goes away and comes back; real sockets, real files. */
@Timeout(120)
class StandInShopTest {
  private static final String USUAL =
      """
      enabled: true
      money: {USD: {floorMinor: 5000, cardSumMinor: 9000, storeSumMinor: 20000}}
      cardCount: 5
      velocityCount: 100
      denyListMaxAgeHours: 0
      """;

  @TempDir Path temp;

  private Shop shop(String standIn) throws Exception {
    return shop("iso87-ascii", standIn);
  }

  private Shop shop(String dialect, String standIn) throws Exception {
    String profile = Shop.quick(temp, dialect, 2_000);
    Path file = Path.of(profile);
    Files.writeString(file, StandInTest.with(Files.readString(file), standIn));
    JsonObject settings =
        new JsonObject().put("acquirer", new JsonObject().put("steadyMillis", 100));
    return new Shop(temp.resolve("shop"), profile, settings);
  }

  private static void lineGoesDown(Shop shop) throws IOException {
    shop.host.shut();
    Shop.await("the line is down", () -> shop.status().linksUp() == 0);
  }

  private static Map<Integer, String> purchase(Shop shop, String stan, long amountMinor) {
    Map<Integer, String> fields = shop.iso.purchase("T1", stan, amountMinor);
    fields.put(37, "RRN000" + stan);
    return fields;
  }

  private static void settled(Shop shop) {
    Shop.await("nothing is owed", () -> shop.status().exposure().count() == 0);
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName(
      "RULES 1 stand-in: every shipped dialect's acquirer can be stood in for, and is told")
  void everyShippedDialectCanBeStoodInFor(String dialect) throws Exception {
    try (Shop shop = shop(dialect, USUAL);
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      lineGoesDown(shop);
      Map<Integer, String> asked = shop.iso.purchase("TERM0001", "000001", 1_250);
      Message answer = terminal.ask(shop.iso.mti(200), asked);
      assertTrue(answer.field(38).startsWith("OF"), answer.field(38));
      Map<Integer, String> voided = shop.iso.purchase("TERM0001", "000002", 1_250);
      assertTrue(terminal.ask(shop.iso.mti(200), voided).field(38).startsWith("OF"));
      int reversal = shop.iso.reversalMti();
      terminal.ask(reversal, shop.iso.reversalOf(voided));
      assertEquals(1, shop.status().exposure().count());
      shop.host.open();
      Message advice = shop.host.next(shop.iso.mti(220)).message();
      assertEquals("4111111111111111", advice.field(2));
      assertEquals(shop.iso.purchase("TERM0001", "000001", 1_250).get(4), advice.field(4));
      settled(shop);
      assertEquals(1, shop.host.all().size(), shop.host.all()::toString);
      Shop.await("the line is up", () -> shop.status().linksUp() == shop.status().links());
      terminal.ask(reversal, shop.iso.reversalOf(asked));
      assertTrue(shop.host.next(reversal).message().field(11).endsWith("000001"));
    }
  }

  @Test
  @DisplayName("RULES 1.10 a queue survives a restart; what may have been sent goes as a repeat")
  void aQueueSurvivesARestart() throws Exception {
    try (Shop shop = shop(USUAL)) {
      shop.awaitLinks();
      lineGoesDown(shop);
      try (TestTerminal terminal = shop.terminal()) {
        for (int i = 1; i <= 2; i++) {
          assertEquals("00", terminal.ask(200, purchase(shop, "00000" + i, 100)).field(39));
        }
      }
      shop.host.behave(TestHost::stayStill);
      shop.host.open();
      shop.host.next(220);
      shop.undeploy();
      shop.closeJournal();
      shop.host.behave(TestHost::approve);
      shop.start();
      assertEquals("000001", shop.host.next(221).message().field(11), "it may have been sent");
      assertEquals("000002", shop.host.next(220).message().field(11), "it was not");
      settled(shop);
    }
  }

  @Test
  @DisplayName("PCI 3.3.2 what waits to be told is sealed, and its key is gone at the answer")
  void whatWaitsIsSealedAndItsKeyIsGoneAtTheAnswer() throws Exception {
    try (Shop shop = shop(USUAL);
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      lineGoesDown(shop);
      assertEquals("00", terminal.ask(200, purchase(shop, "000001", 100)).field(39));
      for (Shop.Told told : shop.told()) {
        assertFalse(told.payload().contains("4111111111111111"), told.type()::toString);
      }
      Path keys = temp.resolve("shop/card/one-time.keys");
      byte[] queued = Files.readAllBytes(keys);
      shop.host.open();
      settled(shop);
      Shop.await("its key is overwritten", () -> !Arrays.equals(queued, bytes(keys)));
      Shop.await(
          "all keys are free",
          () -> shop.metrics.get("tillgate.card.one.time.keys.free").gauge().value() == 256);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whenNoKeyIsFreeOfflineSalesAreRefusedAndReversalsGoOn() throws Exception {
    String most = USUAL.replace("cardCount: 5", "cardCount: 5000\nkeysLeftFree: 250");
    try (Shop shop = shop(most.replace("cardSumMinor: 9000", "cardSumMinor: 20000"));
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      lineGoesDown(shop);
      int approved = 0;
      Map<Integer, String> asked;
      do {
        asked = purchase(shop, String.format("%06d", ++approved), 1);
      } while (terminal.ask(200, asked).field(39).equals("00"));
      assertEquals(7, approved, "256 keys, 250 of them left");
      assertEquals(1, shop.count("tillgate.card.standin.declined", "reason", "keys"));
      Map<Integer, String> first = purchase(shop, "000001", 1);
      assertEquals("00", terminal.ask(400, shop.iso.reversalOf(first)).field(39));
    }
  }

  private static long count(Shop shop, EventType type) {
    return shop.types().stream().filter(type::equals).count();
  }

  @Test
  @DisplayName("RULES 1 stand-in: the answer is distinguishable, and the acquirer is told of it")
  void anOfflineSaleIsApprovedInSightAndToldWhenTheLineIsBack() throws Exception {
    try (Shop shop = shop(USUAL);
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      lineGoesDown(shop);
      Map<Integer, String> asked = purchase(shop, "000001", 4_200);
      asked.put(52, "0123456789ABCDEF");
      asked.put(48, "CVC 123");
      assertEquals("91", terminal.ask(200, asked).field(39), "a PIN is for the issuer");
      asked.put(11, "000002");
      asked.remove(52);
      asked.put(35, "4111111111111111=30121010000012300000");
      Message answer = terminal.ask(200, asked);
      assertEquals("00", answer.field(39));
      assertEquals("OFFLINE", answer.field(44).strip());
      assertTrue(answer.field(38).matches("OF[0-9]{4}"), answer.field(38));
      assertEquals(1, shop.status().exposure().count());
      assertEquals(Map.of("USD", 4_200L), shop.status().exposure().sumsMinor());
      List<EventType> types = shop.types();
      assertEquals(
          List.of(
              EventType.SEALED_CARD,
              EventType.PAYMENT_INTENT,
              EventType.PAYMENT_OUTCOME,
              EventType.ADVICE_OWED),
          types.subList(types.size() - 4, types.size()));
      Message again = terminal.ask(201, asked);
      assertEquals(answer.field(38), again.field(38), "a repeat hears the first answer");
      assertEquals("OFFLINE", again.field(44).strip());

      shop.host.open();
      Message advice = shop.host.next(220).message();
      assertEquals("4111111111111111", advice.field(2));
      assertEquals("000000004200", advice.field(4));
      assertEquals("000002", advice.field(11));
      assertEquals(answer.field(38), advice.field(38));
      assertNull(advice.field(35), "no track waits for the line");
      assertNull(advice.field(48), "no verification code does");
      settled(shop);
      assertEquals(1, count(shop, EventType.ADVICE_SETTLED));
      assertEquals(256, shop.metrics.get("tillgate.card.one.time.keys.free").gauge().value(), 1);
      assertEquals(1, shop.host.all().stream().filter(m -> m.mti() == 220).count());
    }
  }

  @Test
  @DisplayName("RULES 1.11 what the acquirer may have got is reversed, never approved offline")
  void whatTheAcquirerMayHaveGotIsNeverApprovedOffline() throws Exception {
    try (Shop shop = shop(USUAL);
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      Map<Integer, String> asked = purchase(shop, "000001", 4_200);
      terminal.send(200, asked);
      shop.host.next(200);
      lineGoesDown(shop);
      assertEquals("91", terminal.answer().field(39));
      assertEquals("91", terminal.ask(201, asked).field(39), "nor its repeat");
      Map<Integer, String> unknown = purchase(shop, "000009", 4_200);
      assertEquals("91", terminal.ask(201, unknown).field(39), "nor an unknown repeat");
      assertEquals(0, shop.status().exposure().count());
      assertEquals(1, shop.status().reversalsOwed());
    }
  }

  @Test
  @DisplayName("RULES 1.10 on reconnect: reversals, then advices in order, then the same card")
  void reversalsGoFirstThenAdvicesInOrderThenNewRequestsOfTheCard() throws Exception {
    try (Shop shop = shop(USUAL);
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      terminal.send(200, purchase(shop, "000001", 100));
      shop.host.next(200);
      lineGoesDown(shop);
      assertEquals("91", terminal.answer().field(39));
      for (int i = 2; i <= 4; i++) {
        Map<Integer, String> asked = purchase(shop, "00000" + i, 100);
        assertEquals("OFFLINE", terminal.ask(200, asked).field(44).strip());
      }
      AtomicBoolean isReversed = new AtomicBoolean();
      AtomicBoolean isEarly = new AtomicBoolean();
      shop.host.behave(
          got -> {
            if (Mti.isReversal(got.message().mti())) {
              // Late enough for an advice that does not wait to be seen, and beside the reading.
              CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)
                  .execute(() -> approve(got, isReversed));
              return;
            }
            if (got.message().mti() == 220 && !isReversed.get()) isEarly.set(true);
            TestHost.approve(got);
          });
      shop.host.open();
      Map<Integer, String> refund = purchase(shop, "000005", 100);
      refund.put(3, "200000");
      String code;
      do {
        code = terminal.ask(200, refund).field(39);
        refund.put(11, String.format("%06d", Integer.parseInt(refund.get(11)) + 1));
      } while (code.equals("91"));
      List<String> order = new ArrayList<>();
      for (Message each : shop.host.all()) order.add(Mti.text(each.mti()) + " " + each.field(11));
      // A first try may have gone into a link that was breaking.
      int reversal = Math.max(order.indexOf("0420 000001"), order.indexOf("0421 000001"));
      assertFalse(isEarly.get(), "an advice did not wait for the reversal's answer");
      assertTrue(reversal > 0, order::toString);
      assertTrue(reversal < order.indexOf("0220 000002"), order::toString);
      assertTrue(
          order.indexOf("0220 000002") < order.indexOf("0220 000003")
              && order.indexOf("0220 000003") < order.indexOf("0220 000004"),
          order::toString);
      assertTrue(order.get(order.size() - 1).startsWith("0200 "), order::toString);
    }
  }

  private static void approve(TestHost.Received got, AtomicBoolean isAnswered) {
    try {
      isAnswered.set(true);
      TestHost.approve(got);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("RULES 1 stand-in: a queued sale is voided or partly refunded in the queue")
  void aQueuedSaleIsVoidedOrReducedInTheQueue() throws Exception {
    try (Shop shop = shop(USUAL);
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      lineGoesDown(shop);
      Map<Integer, String> voided = purchase(shop, "000001", 4_000);
      Map<Integer, String> reduced = purchase(shop, "000002", 3_000);
      assertEquals("00", terminal.ask(200, voided).field(39));
      assertEquals("00", terminal.ask(200, reduced).field(39));
      assertEquals("00", terminal.ask(400, shop.iso.reversalOf(voided)).field(39));
      assertEquals("00", terminal.ask(401, shop.iso.reversalOf(voided)).field(39), "and again");
      Map<Integer, String> partly = shop.iso.reversalOf(reduced);
      partly.put(95, "000000001200" + "0".repeat(30));
      assertEquals("00", terminal.ask(400, partly).field(39));
      assertEquals(Map.of("USD", 1_200L), shop.status().exposure().sumsMinor());
      String id = shop.told().get(shop.told().size() - 1).key();
      assertEquals(Undone.TOO_MUCH, undo(shop, id, 1_201));
      assertEquals(Undone.REDUCED, undo(shop, id, 200));
      assertEquals("91", terminal.ask(201, voided).field(39), "it is void for a repeat too");

      shop.host.open();
      Message advice = shop.host.next(220).message();
      assertEquals("000002", advice.field(11));
      assertEquals("000000001000", advice.field(4));
      settled(shop);
      assertEquals(0, shop.status().reversalsOwed());
      assertFalse(shop.host.all().stream().anyMatch(m -> "000001".equals(m.field(11))));
    }
  }

  @Test
  @DisplayName("RULES 1.13 of a sale that was told reduced no more is left than was told")
  void noMoreIsLeftOfASaleThanWasTold() throws Exception {
    try (Shop shop = shop(USUAL);
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      lineGoesDown(shop);
      Map<Integer, String> sale = purchase(shop, "000001", 2_000);
      assertEquals("00", terminal.ask(200, sale).field(39));
      Map<Integer, String> partly = shop.iso.reversalOf(sale);
      partly.put(95, "000000000500" + "0".repeat(30));
      assertEquals("00", terminal.ask(400, partly).field(39));
      shop.host.open();
      settled(shop);
      Shop.await("the line is up", () -> shop.status().linksUp() == shop.status().links());
      partly.put(95, "000000000700" + "0".repeat(30));
      assertEquals("30", terminal.ask(400, partly).field(39));
      partly.put(95, "000000000300" + "0".repeat(30));
      assertEquals("00", terminal.ask(400, partly).field(39));
      assertEquals(1, shop.host.all().stream().filter(each -> each.mti() == 400).count());
    }
  }

  @Test
  @DisplayName("RULES 1 stand-in: cash is the acquirer's alone")
  void cashIsNotHandedOutOffline() throws Exception {
    try (Shop shop = shop(USUAL);
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      lineGoesDown(shop);
      int stan = 0;
      for (String code : new String[] {"010000", "090000", "170000"}) {
        Map<Integer, String> asked = purchase(shop, "00001" + stan++, 1_000);
        asked.put(3, code);
        assertEquals("91", terminal.ask(200, asked).field(39), code);
      }
      assertEquals("00", terminal.ask(200, purchase(shop, "000020", 1_000)).field(39));
      assertEquals(1, shop.status().exposure().count());
    }
  }

  private static Undone undo(Shop shop, String paymentId, long amountMinor) {
    return shop.undoOffline(paymentId, amountMinor)
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  @Test
  @DisplayName("RULES 1.10 a poison advice (always RC 96) moves aside in sight; the queue goes on")
  void aPoisonAdviceMovesAsideAndTheQueueGoesOn() throws Exception {
    try (Shop shop = shop(USUAL + "advice: {triesBeforeParking: 2}\n");
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      lineGoesDown(shop);
      for (int i = 1; i <= 3; i++) {
        assertEquals("00", terminal.ask(200, purchase(shop, "00000" + i, 100)).field(39));
      }
      shop.host.behave(
          got -> {
            boolean isPoison = "000001".equals(got.message().field(11));
            if (isPoison) got.answer("96", Map.of());
            else TestHost.approve(got);
          });
      shop.host.open();
      Shop.await("the others are told", () -> shop.status().exposure().count() == 1);
      Shop.await("it is parked", () -> shop.status().advicesParked() == 1);
      assertEquals(1, open(shop, "POISON_ADVICE"));
      assertTrue(shop.host.all().stream().anyMatch(m -> m.mti() == 221), "a repeat says so");
      shop.host.behave(TestHost::approve);
      settled(shop);
      assertEquals(0, shop.status().advicesParked());
      assertEquals(0, open(shop, "POISON_ADVICE"));
    }
  }

  private static int open(Shop shop, String kind) {
    return shop.status().cases().stream()
        .filter(figures -> figures.kind().name().equals(kind))
        .mapToInt(figures -> figures.open())
        .sum();
  }

  @Test
  void whatTheAcquirerDeclinesAfterwardsIsACaseWithTheLoss() throws Exception {
    try (Shop shop = shop(USUAL);
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      lineGoesDown(shop);
      assertEquals("00", terminal.ask(200, purchase(shop, "000001", 700)).field(39));
      shop.host.behave(got -> got.answer("51", Map.of()));
      shop.host.open();
      settled(shop);
      assertEquals(1, open(shop, "DECLINED_AFTER_STAND_IN"));
      String told = shop.told().toString();
      assertTrue(told.contains("\"ending\":\"REFUSED\""), told);
      assertTrue(told.contains("700 minor units of USD are lost"), told);
    }
  }

  @Test
  @DisplayName("RULES 1 stand-in: eight lanes at once never exceed the store's limit by a cent")
  void eightLanesAtOnceNeverExceedTheStoresLimitByACent() throws Exception {
    String generous = USUAL.replace("cardCount: 5", "cardCount: 5000\nstoreCount: 5000");
    try (Shop shop = shop(generous.replace("cardSumMinor: 9000", "cardSumMinor: 20000"))) {
      shop.awaitLinks();
      lineGoesDown(shop);
      AtomicLong approved = new AtomicLong();
      ExecutorService lanes = Executors.newFixedThreadPool(8);
      try {
        List<Future<Void>> done = new ArrayList<>();
        for (int lane = 0; lane < 8; lane++) {
          String terminal = "LANE" + lane;
          done.add(lanes.submit(lane(shop, terminal, approved)));
        }
        for (Future<Void> each : done) each.get();
      } finally {
        lanes.shutdownNow();
      }
      assertEquals(20_000, approved.get(), "to the cent: the last sale was of what was left");
      assertEquals(Map.of("USD", 20_000L), shop.status().exposure().sumsMinor());
      int before = shop.status().exposure().count();
      shop.undeploy();
      shop.closeJournal();
      shop.start();
      assertEquals(before, shop.status().exposure().count(), "a start rebuilds the same");
      assertEquals(Map.of("USD", 20_000L), shop.status().exposure().sumsMinor());
    }
  }

  /** Sells for 999, 100, 10 and 1 until not even a cent is approved any more. */
  private static Callable<Void> lane(Shop shop, String name, AtomicLong approved) {
    return () -> {
      try (TestTerminal terminal = shop.terminal()) {
        int stan = 1;
        for (long amount : new long[] {999, 100, 10, 1}) {
          while (true) {
            Map<Integer, String> asked =
                shop.iso.purchase(name, String.format("%06d", stan++), amount);
            if (!terminal.ask(200, asked).field(39).equals("00")) break;
            approved.addAndGet(amount);
          }
        }
      }
      return null;
    };
  }
}
