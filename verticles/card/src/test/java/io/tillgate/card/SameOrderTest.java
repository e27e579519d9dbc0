package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.PAYMENT_INTENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.tillgate.card.TestHost.Received;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is asked twice for one order of a till is paid once. */
@Timeout(60)
class SameOrderTest {
  private static final String BY_TAG = "orderId: {field: 62, tag: \"07\", lengthDigits: 3}";

  @TempDir Path directory;

  private String dialect(String orderId) throws Exception {
    return dialect("iso87-ascii", orderId);
  }

  private String dialect(String name, String orderId) throws Exception {
    Path file = Path.of(Shop.quick(directory, name, 5_000));
    Files.writeString(file, Files.readString(file) + "\n" + orderId + "\n");
    return file.toString();
  }

  private Shop shop(JsonObject settings) throws Exception {
    Shop shop = new Shop(directory, dialect(BY_TAG), settings);
    shop.awaitLinks();
    return shop;
  }

  private static Map<Integer, String> purchase(Shop shop, String stan, String order) {
    Map<Integer, String> fields = shop.iso.purchase("TERM0001", stan, 1_200);
    fields.put(62, String.format("01003abc07%03d%s", order.length(), order));
    return fields;
  }

  private static long atTheHost(Shop shop, int mti) {
    return shop.host.all().stream().filter(message -> message.mti() == mti).count();
  }

  @Test
  @DisplayName("RULES 1.16 the same terminal, card, amount and order id hear the stored result")
  void theSameOrderAgainHearsTheStoredResult() throws Exception {
    try (Shop shop = shop(new JsonObject());
        TestTerminal terminal = shop.terminal()) {
      Message first = terminal.ask(200, purchase(shop, "000001", "ORDER-17"));
      shop.host.behave(received -> received.answer("05", Map.of()));
      Message again = terminal.ask(200, purchase(shop, "000002", "ORDER-17"));
      assertEquals("000002", again.field(11), "in the words of its own request");
      for (int field : new int[] {4, 37, 38, 39, 41}) {
        assertEquals(first.field(field), again.field(field), "field " + field);
      }
      assertNull(again.field(2));
      assertEquals(1, atTheHost(shop, 200));
      assertEquals(1, shop.types().stream().filter(type -> type == PAYMENT_INTENT).count());
      assertEquals(1, shop.count("tillgate.card.duplicates"));
      assertTrue(shop.told().get(1).payload().contains("\"orderId\":\"ORDER-17\""));
    }
  }

  @Test
  @DisplayName("RULES 1.16 two real equal purchases with different order ids both pass")
  void equalPurchasesOfTwoOrdersBothPass() throws Exception {
    try (Shop shop = shop(new JsonObject());
        TestTerminal terminal = shop.terminal()) {
      terminal.ask(200, purchase(shop, "000001", "ORDER-17"));
      terminal.ask(200, purchase(shop, "000002", "ORDER-18"));
      Map<Integer, String> otherCard = purchase(shop, "000003", "ORDER-17");
      otherCard.put(2, "5555555555554444");
      terminal.ask(200, otherCard);
      Map<Integer, String> otherAmount = purchase(shop, "000004", "ORDER-17");
      otherAmount.put(4, "000000001201");
      terminal.ask(200, otherAmount);
      Map<Integer, String> otherTerminal = purchase(shop, "000005", "ORDER-17");
      otherTerminal.put(41, "TERM0002");
      terminal.ask(200, otherTerminal);
      Map<Integer, String> withoutOrder = purchase(shop, "000006", "ORDER-17");
      withoutOrder.remove(62);
      terminal.ask(200, withoutOrder);
      assertEquals(6, atTheHost(shop, 200));
    }
  }

  @Test
  @DisplayName("RULES 1.16 the stored result is still known after a restart")
  void theStoredResultIsKnownAfterARestart() throws Exception {
    try (Shop shop = shop(new JsonObject())) {
      try (TestTerminal terminal = shop.terminal()) {
        terminal.ask(200, purchase(shop, "000001", "ORDER-17"));
      }
      shop.undeploy();
      shop.closeJournal();
      shop.start();
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals("A1B2C3", terminal.ask(200, purchase(shop, "000002", "ORDER-17")).field(38));
      }
      assertEquals(1, atTheHost(shop, 200));
    }
  }

  @Test
  @DisplayName("RULES 1.16 outside the window the same order is a purchase of its own")
  void outsideTheWindowItIsAPurchaseOfItsOwn() throws Exception {
    JsonObject payments = new JsonObject().put("duplicateWindowMillis", 0);
    try (Shop shop = shop(new JsonObject().put("payments", payments));
        TestTerminal terminal = shop.terminal()) {
      terminal.ask(200, purchase(shop, "000001", "ORDER-17"));
      long before = System.nanoTime();
      Shop.await("a millisecond is over", () -> System.nanoTime() - before > 2_000_000);
      terminal.ask(200, purchase(shop, "000002", "ORDER-17"));
      assertEquals(2, atTheHost(shop, 200));
    }
  }

  @Test
  @DisplayName("RULES 1.16 an order that was declined or undone may be paid")
  void anOrderThatWasDeclinedOrUndoneMayBePaid() throws Exception {
    try (Shop shop = shop(new JsonObject());
        TestTerminal terminal = shop.terminal()) {
      shop.host.behave(received -> received.answer("55", Map.of()));
      assertEquals("55", terminal.ask(200, purchase(shop, "000001", "ORDER-17")).field(39));
      shop.host.behave(TestHost::approve);
      Map<Integer, String> second = purchase(shop, "000002", "ORDER-17");
      assertEquals("00", terminal.ask(200, second).field(39));
      assertEquals("00", terminal.ask(400, shop.iso.reversalOf(second)).field(39));
      assertEquals("00", terminal.ask(200, purchase(shop, "000003", "ORDER-17")).field(39));
      assertEquals(3, atTheHost(shop, 200));
    }
  }

  @Test
  @DisplayName("RULES 1.16 who asks again while the first is in flight hears its result")
  void whoAsksAgainInFlightHearsTheSameResult() throws Exception {
    try (Shop shop = shop(new JsonObject());
        TestTerminal terminal = shop.terminal();
        TestTerminal other = shop.terminal()) {
      shop.host.behave(TestHost::stayStill);
      terminal.send(200, purchase(shop, "000001", "ORDER-17"));
      Received first = shop.host.next(200);
      other.send(200, purchase(shop, "000002", "ORDER-17"));
      Shop.await("it is known", () -> shop.count("tillgate.card.duplicates") > 0);
      TestHost.approve(first);
      assertEquals("000001", terminal.answer().field(11));
      Message again = other.answer();
      assertEquals("000002", again.field(11));
      assertEquals("A1B2C3", again.field(38));
      assertEquals(1, atTheHost(shop, 200));
    }
  }

  @Test
  void aReversalUnderTheSecondTraceNumberUndoesTheOnePayment() throws Exception {
    try (Shop shop = shop(new JsonObject());
        TestTerminal terminal = shop.terminal()) {
      terminal.ask(200, purchase(shop, "000001", "ORDER-17"));
      Map<Integer, String> second = purchase(shop, "000002", "ORDER-17");
      terminal.ask(200, second);
      Message answer = terminal.ask(400, shop.iso.reversalOf(second));
      assertEquals("00", answer.field(39));
      assertEquals("000002", answer.field(11));
      Message undone = shop.host.next(400).message();
      assertTrue(undone.field(90).startsWith("0200000001"), undone.toString());
      assertEquals("000001", undone.field(11));
    }
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName(
      "RULES 1.7 a reversal under the second trace number names the first in every edition")
  void theReversalNamesTheFirstInEveryEdition(String name) throws Exception {
    String place = "orderId: {field: 62, start: 1, length: 8}";
    try (Shop shop = new Shop(directory, dialect(name, place), new JsonObject());
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      Map<Integer, String> first = shop.iso.purchase("TERM0001", "000001", 1_200);
      first.put(62, "ORDER-17");
      terminal.ask(shop.iso.mti(200), first);
      Map<Integer, String> second = new TreeMap<>(first);
      second.put(11, first.get(11).replace("000001", "000002"));
      second.put(12, first.get(12).replace("121500", "121545"));
      second.put(7, "0901101545");
      terminal.ask(shop.iso.mti(200), second);
      assertEquals(1, atTheHost(shop, shop.iso.mti(200)));
      int reversal = shop.iso.reversalMti();
      terminal.ask(reversal, shop.iso.reversalOf(second));
      Message undone = shop.host.next(reversal).message();
      assertEquals(first.get(11), undone.field(11));
      assertEquals(first.get(12), undone.field(12));
      Map<Integer, String> own = shop.iso.reversalOf(first);
      if (own.containsKey(90)) {
        // when the first was sent is not known any more, and zeros say so
        assertEquals(own.get(90).replace("0901101500", "0000000000"), undone.field(90));
      } else {
        assertEquals(own.get(56), undone.field(56));
      }
    }
  }

  @Test
  void anOrderIdThatIsACardNumberIsNone() throws Exception {
    try (Shop shop = shop(new JsonObject());
        TestTerminal terminal = shop.terminal()) {
      terminal.ask(200, purchase(shop, "000001", "5555555555554444"));
      assertFalse(shop.told().get(1).payload().contains("orderId"));
    }
  }

  @Test
  void anOrderIdAtAFixedPlaceIsFoundToo() throws Exception {
    String place = "orderId: {field: 48, start: 3, length: 6}";
    try (Shop shop = new Shop(directory, dialect(place), new JsonObject());
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      for (int i = 1; i <= 3; i++) {
        Map<Integer, String> fields = shop.iso.purchase("TERM0001", "00000" + i, 1_200);
        fields.put(48, "xxA1 0" + (i < 3 ? "17" : "18") + "yy");
        terminal.ask(200, fields);
      }
      assertEquals(2, atTheHost(shop, 200));
    }
  }
}
