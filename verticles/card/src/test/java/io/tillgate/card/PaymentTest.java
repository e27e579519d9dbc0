package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.PAYMENT_INTENT;
import static io.tillgate.retail.feed.EventType.PAYMENT_OUTCOME;
import static io.tillgate.retail.feed.EventType.REVERSAL_ACKNOWLEDGED;
import static io.tillgate.retail.feed.EventType.REVERSAL_OWED;
import static io.tillgate.retail.feed.EventType.SEALED_CARD;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@Timeout(60)
class PaymentTest {
  @TempDir Path directory;

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void aPurchaseGoesToTheAcquirerAndBackByteForByte(String dialect) throws Exception {
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      Iso iso = shop.iso;
      byte[] asked = iso.write(iso.mti(200), iso.purchase("TERM0001", "000001", 1_250));
      try (TestTerminal terminal = shop.terminal()) {
        terminal.send(asked);
        TestHost.Received received = shop.host.next();
        assertArrayEquals(asked, received.message().bytes());
        Message answer = terminal.answer();
        assertEquals(iso.mti(210), answer.mti());
        assertEquals("A1B2C3", answer.field(38));
      }
      Shop.await("the outcome is durable", () -> shop.types().size() == 3);
      assertEquals(List.of(SEALED_CARD, PAYMENT_INTENT, PAYMENT_OUTCOME), shop.types());
    }
  }

  @Test
  void aTimeoutIsReversedUntilTheAcquirerTakesIt() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 200);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        Message answer = terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 500));
        assertEquals("91", answer.field(39));
      }
      Message first = shop.host.next(420).message();
      assertEquals("4111111111111111", first.field(2));
      assertEquals("000001", first.field(11));
      assertTrue(first.field(90).startsWith("0200000001"));
      Message second = shop.host.next(421).message();
      assertEquals("000001", second.field(11));
      shop.host.behave(TestHost::approve);
      Shop.await(
          "the reversal is acknowledged", () -> shop.types().contains(REVERSAL_ACKNOWLEDGED));
      assertEquals(
          List.of(SEALED_CARD, PAYMENT_INTENT, PAYMENT_OUTCOME, REVERSAL_OWED),
          shop.types().subList(0, 4));
      Shop.await("nothing is owed", () -> shop.status().reversalsOwed() == 0);
    }
  }

  @Test
  void aNetworkAdviceThatNobodyAnswersIsPassedOnAndCostsNobodyTheLine() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> advice = new TreeMap<>();
        advice.put(7, "0901101500");
        advice.put(11, "000004");
        advice.put(41, "TERM0001");
        advice.put(70, "161");
        byte[] sent = shop.iso.write(820, advice);
        for (int i = 0; i < 100; i++) terminal.send(sent); // more than may wait for answers
        assertArrayEquals(sent, shop.host.next(820).message().bytes());
        Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000005", 500);
        assertEquals("00", terminal.ask(200, payment).field(39));
        shop.host.tell(sent); // nor is the acquirer's answered
        payment.put(11, "000006");
        assertEquals("00", terminal.ask(200, payment).field(39));
      }
      assertEquals(0, shop.count("tillgate.card.acquirer.unmatched"));
    }
  }

  @Test
  void aNetworkMessageOfATerminalIsAnsweredByTheAcquirer() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-binary", new JsonObject())) {
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        Message answer =
            terminal.ask(800, Map.of(7, "0901101500", 11, "000009", 41, "TERM0001", 70, "301"));
        assertEquals(810, answer.mti());
        assertEquals("00", answer.field(39));
      }
    }
  }
}
