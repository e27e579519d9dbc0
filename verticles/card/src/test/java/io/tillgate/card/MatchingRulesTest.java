package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillgate.card.Iso.Message;
import io.tillgate.card.TestHost.Received;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How answers find their terminals. */
@Timeout(60)
class MatchingRulesTest {
  @TempDir Path directory;

  @Test
  @DisplayName("RULES 1.6 equal trace numbers of two terminals never mix")
  void equalStansOfTwoTerminalsNeverMix() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal one = shop.terminal();
          TestTerminal two = shop.terminal()) {
        one.send(200, shop.iso.purchase("TERM0001", "000001", 100));
        two.send(200, shop.iso.purchase("TERM0002", "000001", 100));
        Received first = shop.host.next();
        Received second = shop.host.next();
        second.answer("00", Map.of(38, code(second)));
        first.answer("00", Map.of(38, code(first)));
        assertEquals("TERM01", one.answer().field(38));
        assertEquals("TERM02", two.answer().field(38));
      }
    }
  }

  private static String code(Received received) {
    String terminal = received.message().field(41);
    return "TERM0" + terminal.charAt(7);
  }

  @Test
  @DisplayName("RULES 1.6 a terminal's trace numbers wrap from 999999 to 000001 with all in flight")
  void aStanThatWrapsWithRequestsInFlightFindsItsAnswers() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-binary", new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        for (String stan : new String[] {"999998", "999999", "000001", "000002"}) {
          terminal.send(200, shop.iso.purchase("TERM0001", stan, 100));
        }
        Map<String, Received> waiting = new HashMap<>();
        for (int i = 0; i < 4; i++) {
          Received received = shop.host.next();
          waiting.put(received.message().field(11), received);
        }
        for (String stan : new String[] {"000002", "999999", "000001", "999998"}) {
          waiting.get(stan).answer("00", Map.of(38, stan));
          Message answer = terminal.answer();
          assertEquals(stan, answer.field(11));
          assertEquals(stan, answer.field(38));
        }
      }
    }
  }

  @Test
  @DisplayName("RULES 1.6 an answer that names the trace number alone is nobody's")
  void anAnswerThatNamesTheStanAloneIsNobodys() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 500);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(
          received -> {
            boolean pays = received.message().mti() == 200;
            if (!pays) {
              TestHost.approve(received);
              return;
            }
            byte[] bare = shop.iso.write(210, Map.of(11, received.message().field(11), 39, "00"));
            received.peer().send(bare);
          });
      try (TestTerminal terminal = shop.terminal()) {
        Message answer = terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 100));
        assertEquals("91", answer.field(39));
      }
      assertEquals(1, shop.count("tillgate.card.acquirer.unmatched"));
    }
  }

  @Test
  @DisplayName("RULES 1.6 an answer of another local time is not taken")
  void anAnswerOfAnotherLocalTimeIsNotTaken() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 500);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(
          received -> {
            boolean pays = received.message().mti() == 200;
            if (pays) received.answer("00", Map.of(12, "235959"));
            else TestHost.approve(received);
          });
      try (TestTerminal terminal = shop.terminal()) {
        Message answer = terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 100));
        assertEquals("91", answer.field(39));
      }
    }
  }

  @Test
  @DisplayName("RULES 1.6 two requests that no answer could tell apart are not both sent")
  void twoRequestsThatNoAnswerCouldTellApartAreNotBothSent() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        terminal.send(200, shop.iso.purchase("TERM0001", "000001", 100));
        Received first = shop.host.next();
        terminal.send(200, shop.iso.purchase("TERM0001", "000001", 999));
        assertEquals("91", terminal.answer().field(39));
        first.answer("00", Map.of());
        assertEquals("00", terminal.answer().field(39));
        assertEquals(1, shop.host.all().size());
      }
    }
  }

  @Test
  void theAcquirersOwnPairingOfReversalsHolds() throws Exception {
    Path source = Path.of(System.getProperty("project.root"), "conf/acquirer/iso87-ascii.yaml");
    String text = java.nio.file.Files.readString(source);
    Path file = directory.resolve("pairs.yaml");
    java.nio.file.Files.writeString(
        file,
        text.replace(
            "\"0400\": {name: reversal request, answer: \"0410\"",
            "\"0400\": {name: reversal request, answer: \"0430\""));
    try (Shop shop = new Shop(directory, file.toString(), new JsonObject())) {
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 100);
        terminal.ask(200, payment);
        assertEquals(430, terminal.ask(400, shop.iso.reversalOf(payment)).mti());
      }
    }
  }
}
