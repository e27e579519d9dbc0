package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.PAYMENT_INTENT;
import static io.tillgate.retail.feed.EventType.PAYMENT_OUTCOME;
import static io.tillgate.retail.feed.EventType.REVERSAL_ACKNOWLEDGED;
import static io.tillgate.retail.feed.EventType.REVERSAL_OWED;
import static io.tillgate.retail.feed.EventType.SEALED_CARD;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.tillgate.card.TestHost.Received;
import io.tillgate.retail.feed.EventType;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Reversals that terminals send. */
@Timeout(60)
class TerminalReversalTest {
  @TempDir Path directory;

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void theAcquirerSeesTheTerminalsOwnMessageAndTheTerminalTheAcquirersAnswer(String dialect)
      throws Exception {
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      Iso iso = shop.iso;
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> payment = iso.purchase("TERM0001", "000001", 500);
        terminal.ask(iso.mti(200), payment);
        shop.host.next();
        int mti = iso.reversalMti();
        byte[] reversal = iso.write(mti, iso.reversalOf(payment));
        terminal.send(reversal);
        Received received = shop.host.next();
        assertArrayEquals(reversal, received.message().bytes());
        assertEquals(iso.dialect().messages().answer(mti), terminal.answer().mti());
      }
      List<EventType> types = shop.types();
      assertEquals(
          List.of(SEALED_CARD, REVERSAL_OWED, REVERSAL_ACKNOWLEDGED),
          types.subList(3, types.size()));
      assertTrue(shop.told().get(4).payload().contains("\"TERMINAL\""));
    }
  }

  @Test
  @DisplayName("RULES 1.7 a terminal's reversal is durable before it is passed on")
  void itIsDurableBeforeItIsPassedOn() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(
          received -> {
            if (received.message().mti() == 400 && !shop.types().contains(REVERSAL_OWED)) {
              received.answer("12", Map.of());
            } else {
              TestHost.approve(received);
            }
          });
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 500);
        terminal.ask(200, payment);
        assertEquals("00", terminal.ask(400, shop.iso.reversalOf(payment)).field(39));
      }
    }
  }

  @Test
  void withoutAnAnswerTheEdgeAcceptsItAndRepeatsItUntilItIsAcknowledged() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 200);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 500);
        terminal.ask(200, payment);
        shop.host.behave(TestHost::stayStill);
        assertEquals("00", terminal.ask(400, shop.iso.reversalOf(payment)).field(39));
        assertEquals(1, shop.status().reversalsOwed());
        Message own = shop.host.next(420).message();
        assertEquals("4111111111111111", own.field(2));
        assertTrue(own.field(90).startsWith("0200000001"));
        shop.host.next(421);
        // The terminal asks again: accepted at once, and not sent a second time.
        assertEquals("00", terminal.ask(401, shop.iso.reversalOf(payment)).field(39));
        shop.host.behave(TestHost::approve);
        Shop.await("acknowledged", () -> shop.types().contains(REVERSAL_ACKNOWLEDGED));
        assertEquals("00", terminal.ask(401, shop.iso.reversalOf(payment)).field(39));
      }
      assertFalse(shop.host.all().stream().anyMatch(message -> message.mti() == 401));
      assertEquals(1, shop.types().stream().filter(type -> type == REVERSAL_OWED).count());
    }
  }

  @Test
  void whileTheAcquirerIsAwayTheEdgeOwnsIt() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 500);
        terminal.ask(200, payment);
        shop.host.shut();
        Shop.await("the links are down", () -> shop.status().linksUp() == 0);
        assertEquals("00", terminal.ask(400, shop.iso.reversalOf(payment)).field(39));
        shop.host.open();
        assertTrue(shop.host.next(420).message().field(90).startsWith("0200000001"));
        Shop.await("nothing is owed", () -> shop.status().reversalsOwed() == 0);
      }
    }
  }

  @Test
  @DisplayName("RULES 1.9 the answer to a terminal that gave up is late, and its reversal stands")
  void aTerminalThatGaveUpIsReversedAndTheAnswerIsLate() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 500);
        terminal.send(200, payment);
        Received slow = shop.host.next();
        shop.host.behave(TestHost::approve);
        Message answer = terminal.ask(400, shop.iso.reversalOf(payment));
        assertEquals(410, answer.mti());
        TestHost.approve(slow);
        Shop.await("the late answer is told", () -> shop.types().contains(EventType.LATE_ANSWER));
        assertEquals(1, shop.types().stream().filter(type -> type == PAYMENT_OUTCOME).count());
        // Nothing else was sent to the terminal.
        Map<Integer, String> next = shop.iso.purchase("TERM0001", "000002", 500);
        assertEquals("000002", terminal.ask(200, next).field(11));
      }
    }
  }

  @Test
  void ofWhatTheEdgeDoesNotKnowItIsPassedOnAllTheSame() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 200);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> unknown = shop.iso.purchase("TERM0001", "000055", 500);
        assertEquals("00", terminal.ask(400, shop.iso.reversalOf(unknown)).field(39));
        shop.host.behave(TestHost::stayStill);
        assertEquals("91", terminal.ask(401, shop.iso.reversalOf(unknown)).field(39));
      }
      assertFalse(shop.types().contains(REVERSAL_OWED));
      assertFalse(shop.types().contains(PAYMENT_INTENT));
    }
  }

  @Test
  void whatWasNeverSentIsAcceptedWithoutTheAcquirer() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.shut();
      Shop.await("the links are down", () -> shop.status().linksUp() == 0);
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 500);
        assertEquals("91", terminal.ask(200, payment).field(39));
        assertEquals("00", terminal.ask(400, shop.iso.reversalOf(payment)).field(39));
      }
      assertEquals(List.of(PAYMENT_INTENT, PAYMENT_OUTCOME), shop.types());
    }
  }
}
