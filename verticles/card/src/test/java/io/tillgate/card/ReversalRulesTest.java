package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.LATE_ANSWER;
import static io.tillgate.retail.feed.EventType.PAYMENT_OUTCOME;
import static io.tillgate.retail.feed.EventType.REVERSAL_ACKNOWLEDGED;
import static io.tillgate.retail.feed.EventType.REVERSAL_OWED;
import static io.tillgate.retail.feed.EventType.REVERSAL_PARKED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.tillgate.card.TestHost.Received;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge owes to the acquirer, and how it pays. */
@Timeout(60)
class ReversalRulesTest {
  @TempDir Path directory;

  @Test
  @DisplayName("RULES 1.7 a reversal is durable before the terminal hears of the time-out")
  void aReversalIsDurableBeforeTheTerminalHearsOfTheTimeout() throws Exception {
    String dialect = Shop.quick(directory, "iso87-binary", 200);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 500));
        assertTrue(shop.types().contains(REVERSAL_OWED));
      }
      shop.host.behave(TestHost::approve);
    }
  }

  @Test
  @DisplayName("RULES 1.7 a link lost after sending owes a reversal, durable first")
  void aLinkLostAfterSendingOwesAReversal() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(
          received -> {
            if (received.message().mti() == 200) received.peer().close();
            else TestHost.approve(received);
          });
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals(
            "91", terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 500)).field(39));
        assertTrue(shop.types().contains(REVERSAL_OWED));
      }
      assertEquals("000001", shop.host.next(420).message().field(11));
      Shop.await("acknowledged", () -> shop.types().contains(REVERSAL_ACKNOWLEDGED));
      assertTrue(shop.told().stream().anyMatch(told -> told.payload().contains("LINK_LOST")));
    }
  }

  @Test
  @DisplayName("RULES 1.7 from 1993 it names its original in DE56, with reason 4021")
  void aReversalOf1993NamesItsOriginalAndItsReason() throws Exception {
    String dialect = Shop.quick(directory, "iso93-ascii", 200);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals(
            "911", terminal.ask(1200, shop.iso.purchase("TERM0001", "000001", 500)).field(39));
      }
      Message reversal = shop.host.next(1420).message();
      assertEquals("4021", reversal.field(25));
      assertEquals("120000000126090112150011" + "12345678901", reversal.field(56));
      shop.host.behave(TestHost::approve);
    }
  }

  @Test
  @DisplayName("RULES 1.13 a reversal carries the original amount, and no sensitive data")
  void aReversalCarriesTheOriginalAmountAndNoSensitiveData() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 200);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 1_999);
      payment.remove(2);
      payment.put(35, "5555555555554444=30121010000000000000");
      payment.put(48, "CVC 123");
      payment.put(52, "0123456789ABCDEF");
      payment.put(55, "9F0206000000001999");
      payment.put(64, "0011223344556677");
      try (TestTerminal terminal = shop.terminal()) {
        terminal.ask(200, payment);
      }
      Message reversal = shop.host.next(420).message();
      assertEquals("000000001999", reversal.field(4));
      assertEquals("5555555555554444", reversal.field(2));
      for (int field : new int[] {35, 48, 52, 55, 64}) assertNull(reversal.field(field));
      shop.host.behave(TestHost::approve);
    }
  }

  @Test
  @DisplayName(
      "RULES 1.8 0420, then 0421 with the same STAN until acknowledged; parked in sight, never dropped")
  void aReversalIsRepeatedWithTheSameStanAndParkedInSightButNeverDropped() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 100);
    try (Shop shop = new Shop(directory, dialect, patient())) {
      shop.awaitLinks();
      shop.host.behave(
          received -> {
            if (received.message().mti() != 200) received.answer("96", Map.of());
          });
      try (TestTerminal terminal = shop.terminal()) {
        terminal.ask(200, shop.iso.purchase("TERM0001", "000777", 500));
      }
      assertEquals("000777", shop.host.next(420).message().field(11));
      for (int i = 0; i < 5; i++) {
        assertEquals("000777", shop.host.next(421).message().field(11));
      }
      Shop.await("parked", () -> shop.status().reversalsParked() == 1);
      assertEquals(1, shop.types().stream().filter(type -> type == REVERSAL_PARKED).count());
      assertEquals(1, shop.status().reversalsOwed());
      shop.host.behave(TestHost::approve);
      Shop.await("nothing is owed", () -> shop.status().reversalsOwed() == 0);
      assertEquals(0, shop.status().reversalsParked());
    }
  }

  @Test
  @DisplayName("RULES 1.7 a reversal of what the acquirer never heard of is settled")
  void aReversalThatTheAcquirerNeverHeardOfIsSettled() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 100);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(
          received -> {
            if (received.message().mti() == 420) received.answer("25", Map.of());
          });
      try (TestTerminal terminal = shop.terminal()) {
        terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 500));
      }
      Shop.await("acknowledged", () -> shop.types().contains(REVERSAL_ACKNOWLEDGED));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso87-ascii", "iso93-binary"})
  @DisplayName("RULES 1.9 a late approval never reaches the till, and the reversal stands")
  void aLateApprovalNeverReachesTheTill(String name) throws Exception {
    String dialect = Shop.quick(directory, name, 200);
    try (Shop shop = new Shop(directory, dialect, patient())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 500);
        terminal.send(shop.iso.mti(200), payment);
        Received late = shop.host.next();
        assertEquals("91", terminal.answer().field(39).replace("911", "91"));
        TestHost.approve(late);
        Shop.await("the late answer is recorded", () -> shop.types().contains(LATE_ANSWER));
        shop.host.behave(TestHost::approve);
        // The next thing that the terminal hears is the answer to its next request.
        Map<Integer, String> next = shop.iso.purchase("TERM0001", "000002", 500);
        assertEquals("000002", terminal.ask(shop.iso.mti(200), next).field(11));
      }
      Shop.await("the reversal stands", () -> shop.types().contains(REVERSAL_ACKNOWLEDGED));
      assertEquals(2, shop.types().stream().filter(type -> type == PAYMENT_OUTCOME).count());
    }
  }

  @Test
  @DisplayName("RULES 1.10 on reconnect reversals go before new requests of the same terminal")
  void onReconnectReversalsGoBeforeNewRequestsOfTheTerminal() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 1_000);
    JsonObject one = new JsonObject().put("acquirer", new JsonObject().put("links", 1));
    try (Shop shop = new Shop(directory, dialect, one)) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        terminal.send(200, shop.iso.purchase("TERM0001", "000001", 500));
        shop.host.next(200);
        shop.host.shut();
        assertEquals("91", terminal.answer().field(39));
        assertEquals(
            "91", terminal.ask(200, shop.iso.purchase("TERM0001", "000002", 500)).field(39));
        shop.host.open();
        shop.awaitLinks();
        terminal.send(200, shop.iso.purchase("TERM0001", "000003", 500));
        Message first = shop.host.next().message();
        Message second = shop.host.next().message();
        assertEquals(List.of("000001", "000003"), List.of(first.field(11), second.field(11)));
        assertEquals(420, first.mti());
      }
      shop.host.behave(TestHost::approve);
    }
  }

  @Test
  void anApprovalThatNobodyCanBeToldIsReversed() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      TestTerminal terminal = shop.terminal();
      terminal.send(200, shop.iso.purchase("TERM0001", "000001", 500));
      Received received = shop.host.next();
      terminal.vanish();
      Shop.await("the terminal is gone", () -> shop.status().terminals() == 0);
      shop.host.behave(TestHost::approve);
      TestHost.approve(received);
      Message reversal = shop.host.next(420).message();
      assertEquals("A1B2C3", reversal.field(38));
      Shop.await("acknowledged", () -> shop.types().contains(REVERSAL_ACKNOWLEDGED));
      assertTrue(shop.told().stream().anyMatch(told -> told.payload().contains("UNDELIVERED")));
      assertTrue(shop.told().stream().anyMatch(told -> told.payload().contains("\"APPROVED\"")));
    }
  }

  @Test
  void aDeclineThatNobodyCanBeToldIsNot() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      TestTerminal terminal = shop.terminal();
      terminal.send(200, shop.iso.purchase("TERM0001", "000001", 500));
      Received received = shop.host.next();
      terminal.vanish();
      Shop.await("the terminal is gone", () -> shop.status().terminals() == 0);
      received.answer("05", Map.of());
      Shop.await("the outcome is durable", () -> shop.types().contains(PAYMENT_OUTCOME));
      assertFalse(shop.types().contains(REVERSAL_OWED));
    }
  }

  @Test
  @DisplayName("RULES 1.7 an inquiry moves no money and owes nothing")
  void aBalanceInquiryOwesNothing() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 100);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      Map<Integer, String> inquiry = shop.iso.purchase("TERM0001", "000001", 0);
      inquiry.put(3, "310000");
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals("91", terminal.ask(200, inquiry).field(39));
      }
      assertFalse(shop.types().contains(REVERSAL_OWED));
    }
  }

  /** A circuit that stays closed, where a test is about something else. */
  private static JsonObject patient() {
    return new JsonObject().put("acquirer", new JsonObject().put("breakerTimeouts", 1_000));
  }
}
