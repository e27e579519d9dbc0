package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.CASE_CLOSED;
import static io.tillgate.retail.feed.EventType.CASE_OPENED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.tillgate.card.TestHost.Received;
import io.tillgate.retail.payment.CaseKind;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes before what. */
@Timeout(60)
class OrderRulesTest {
  @TempDir Path directory;

  private static int open(Shop shop, CaseKind kind) {
    return shop.status().cases().get(kind.ordinal()).open();
  }

  @Test
  @DisplayName("RULES 1.10 advices of a terminal go in order, terminals beside each other")
  void advicesOfATerminalGoInOrder() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject());
        TestTerminal terminal = shop.terminal();
        TestTerminal other = shop.terminal()) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      for (int i = 1; i <= 3; i++) {
        terminal.send(220, shop.iso.purchase("TERM0001", "00000" + i, 500));
      }
      Received first = shop.host.next(220);
      assertEquals("000001", first.message().field(11));
      other.send(220, shop.iso.purchase("TERM0002", "000009", 500));
      Received beside = shop.host.next(220);
      assertEquals("000009", beside.message().field(11), "nobody waits for another terminal");
      assertEquals(2, shop.host.all().size());
      TestHost.approve(first);
      assertEquals("000001", terminal.answer().field(11));
      Received second = shop.host.next(220);
      assertEquals("000002", second.message().field(11));
      second.answer("96", Map.of()); // what is refused holds up nobody
      assertEquals("96", terminal.answer().field(39));
      Received third = shop.host.next(220);
      assertEquals("000003", third.message().field(11));
      TestHost.approve(third);
      assertEquals("000003", terminal.answer().field(11));
      TestHost.approve(beside);
      assertEquals("000009", other.answer().field(11));
    }
  }

  @Test
  void anAdviceThatIsNeverAnsweredHoldsUpItsTerminalNoLongerThanItsTime() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 200);
    try (Shop shop = new Shop(directory, dialect, new JsonObject());
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      shop.host.behave(
          received -> {
            if (!received.message().field(11).equals("000001")) TestHost.approve(received);
          });
      terminal.send(220, shop.iso.purchase("TERM0001", "000001", 500));
      terminal.send(220, shop.iso.purchase("TERM0001", "000002", 500));
      assertEquals("91", terminal.answer().field(39));
      assertEquals("000002", terminal.answer().field(11));
    }
  }

  @Test
  @DisplayName(
      "RULES 1.10 a poison advice (always RC 96) is a case in sight, and the queue goes on")
  void aPoisonAdviceIsACaseAndTheQueueGoesOn() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject());
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      Map<Integer, String> poison = shop.iso.purchase("TERM0001", "000001", 500);
      shop.host.behave(
          received -> {
            if (received.message().field(11).equals("000001")) received.answer("96", Map.of());
            else TestHost.approve(received);
          });
      for (int i = 0; i < 8; i++) {
        assertEquals("96", terminal.ask(i == 0 ? 220 : 221, poison).field(39));
        Map<Integer, String> good = shop.iso.purchase("TERM0001", "00001" + i, 500);
        assertEquals("00", terminal.ask(220, good).field(39));
      }
      assertEquals(1, open(shop, CaseKind.POISON_ADVICE));
      Shop.await("it is told", () -> shop.types().contains(CASE_OPENED));
      assertTrue(
          shop.told().stream()
              .anyMatch(told -> told.payload().contains("terminal TERM0001, STAN 000001")));
      shop.host.behave(TestHost::approve);
      assertEquals("00", terminal.ask(221, poison).field(39));
      assertEquals(0, open(shop, CaseKind.POISON_ADVICE));
      assertTrue(shop.types().contains(CASE_CLOSED));
    }
  }

  @Test
  @DisplayName("RULES 1.10 a poison reversal is parked with a case, and the others go on")
  void aPoisonReversalIsACaseAndTheOthersGoOn() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 200);
    JsonObject settings = new JsonObject();
    settings.put("payments", new JsonObject().put("reversalsInFlight", 1));
    settings.put("acquirer", new JsonObject().put("breakerTimeouts", 1_000));
    try (Shop shop = new Shop(directory, dialect, settings);
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      shop.host.behave(
          received -> {
            boolean poison = received.message().field(11).equals("000001");
            if (received.message().mti() == 200) return;
            if (poison) received.answer("96", Map.of());
            else TestHost.approve(received);
          });
      terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 500));
      Shop.await("it is parked", () -> shop.status().reversalsParked() == 1);
      assertEquals(1, open(shop, CaseKind.UNREVERSED));
      for (int i = 2; i <= 4; i++) {
        terminal.ask(200, shop.iso.purchase("TERM0001", "00000" + i, 500));
      }
      Shop.await("the others are taken", () -> shop.status().reversalsOwed() == 1);
      assertEquals(1, open(shop, CaseKind.UNKNOWN_RESULT));
      shop.host.behave(TestHost::approve);
      Shop.await("nothing is owed", () -> shop.status().reversalsOwed() == 0);
      Shop.await("no case is open", () -> open(shop, CaseKind.UNREVERSED) == 0);
    }
  }

  @Test
  @DisplayName("RULES 1.10 reversals go before new requests of the same card, also elsewhere")
  void aReversalGoesBeforeTheNextRequestOfItsCardAtAnyTerminal() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 1_000);
    try (Shop shop = new Shop(directory, dialect, new JsonObject());
        TestTerminal terminal = shop.terminal();
        TestTerminal elsewhere = shop.terminal();
        TestTerminal stranger = shop.terminal()) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      terminal.send(200, shop.iso.purchase("TERM0001", "000001", 500));
      shop.host.next(200);
      shop.host.shut();
      assertEquals("91", terminal.answer().field(39));
      shop.host.open();
      shop.awaitLinks();
      Received reversal = shop.host.next(420);
      elsewhere.send(200, shop.iso.purchase("TERM0002", "000002", 500));
      Map<Integer, String> other = shop.iso.purchase("TERM0003", "000003", 500);
      other.put(2, "5555555555554444");
      stranger.send(200, other);
      assertEquals("000003", shop.host.next(200).message().field(11), "another card does not wait");
      List<Message> before = List.copyOf(shop.host.all());
      assertTrue(before.stream().noneMatch(each -> "000002".equals(each.field(11))));
      TestHost.approve(reversal);
      assertEquals("000002", shop.host.next(200).message().field(11));
      shop.host.behave(TestHost::approve);
    }
  }

  @Test
  @DisplayName("RULES 1.10 a host that leaves a reversal unanswered holds up nobody for long")
  void anUnansweredReversalHoldsUpNobodyForLong() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 300);
    JsonObject patient = new JsonObject().put("breakerTimeouts", 1_000);
    try (Shop shop = new Shop(directory, dialect, new JsonObject().put("acquirer", patient));
        TestTerminal terminal = shop.terminal()) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 500));
      shop.host.behave(
          received -> {
            if (received.message().field(90) == null) TestHost.approve(received);
          });
      for (int i = 2; i <= 6; i++) {
        Map<Integer, String> next = shop.iso.purchase("TERM0001", "00000" + i, 500);
        assertEquals("00", terminal.ask(200, next).field(39));
      }
      assertTrue(shop.count("tillgate.card.reversals.held.up") <= 2);
      shop.host.behave(TestHost::approve);
    }
  }
}
