package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a terminal may do wrong. Another terminal, connected all the time, pays before and after: it
 * must not notice.
 */
@Timeout(60)
class BadInputTest {
  @TempDir static Path directory;

  private static Shop shop;
  private static TestTerminal neighbour;
  private static int stans;
  private TestTerminal terminal;

  @BeforeAll
  static void open() throws Exception {
    JsonObject terminals =
        new JsonObject()
            .put("frameTimeoutMillis", 300)
            .put("maxInFlight", 2)
            .put("maxUnsentBytes", 4_096)
            .put("maxConnections", 4);
    shop = new Shop(directory, "iso87-ascii", new JsonObject().put("terminals", terminals));
    shop.awaitLinks();
  }

  @AfterAll
  static void close() throws IOException {
    shop.close();
  }

  @BeforeEach
  void connect() throws IOException {
    shop.host.behave(TestHost::approve);
    Shop.await("all others are gone", () -> shop.status().terminals() == 0);
    neighbour = shop.terminal();
    neighbourPays();
    terminal = shop.terminal();
  }

  @AfterEach
  void theNeighbourDidNotNotice() throws IOException {
    neighbourPays();
    neighbour.close();
    terminal.close();
  }

  private static void neighbourPays() throws IOException {
    assertEquals("00", neighbour.ask(200, purchase("TERM0009")).field(39));
  }

  private static Map<Integer, String> purchase(String name) {
    return shop.iso.purchase(name, String.format("%06d", ++stans), 100);
  }

  private void isCutOffFor(String reason) throws IOException {
    assertTrue(terminal.isCutOff());
    assertTrue(shop.count("tillgate.card.refused", "reason", reason) > 0, reason);
  }

  @Test
  void aFrameOfLengthZeroIsCutOff() throws IOException {
    terminal.raw(new byte[] {0, 0});
    isCutOffFor("length-too-small");
  }

  @Test
  void aFrameOverTheMaximumIsCutOffBeforeAnyOfItIsRead() throws IOException {
    terminal.raw(new byte[] {(byte) 0xff, (byte) 0xff});
    isCutOffFor("length-over-maximum");
  }

  @Test
  void aFrameThatIsNeverFinishedIsCutOff() throws IOException {
    terminal.raw(new byte[] {0, 50, '0', '2'});
    isCutOffFor("slow-frame");
  }

  @Test
  void aByteNowAndThenDoesNotKeepAFrameAlive() throws Exception {
    byte[] message = shop.iso.write(200, purchase("TERM0001"));
    terminal.raw(new byte[] {0, (byte) message.length});
    double before = shop.count("tillgate.card.refused", "reason", "slow-frame");
    int[] sent = {0};
    Shop.await(
        "it is cut off",
        () -> {
          try {
            if (sent[0] < message.length - 1) terminal.raw(new byte[] {message[sent[0]++]});
          } catch (IOException cut) {
            return true;
          }
          return shop.count("tillgate.card.refused", "reason", "slow-frame") > before;
        });
  }

  @Test
  void garbageIsCutOff() throws IOException {
    byte[] garbage = new byte[40];
    Arrays.fill(garbage, (byte) 0xee);
    terminal.send(garbage);
    isCutOffFor("unknown-mti");
  }

  @Test
  void anUnknownTypeIsCutOff() throws IOException {
    byte[] message = shop.iso.write(200, purchase("TERM0001"));
    System.arraycopy("0999".getBytes(StandardCharsets.US_ASCII), 0, message, 0, 4);
    terminal.send(message);
    isCutOffFor("unknown-mti");
  }

  @Test
  void anAnswerFromATerminalIsCutOff() throws IOException {
    terminal.send(210, Map.of(11, "000001", 39, "00", 41, "TERM0001"));
    isCutOffFor("unknown-mti");
  }

  @Test
  void aBitmapThatLiesIsAFormatErrorAndTheConnectionGoesOn() throws IOException {
    byte[] message = shop.iso.write(200, purchase("TERM0001"));
    message[4] = 'F'; // fields that are not there
    terminal.send(message);
    Message answer = terminal.answer();
    assertEquals(210, answer.mti());
    assertEquals("30", answer.field(39));
    assertEquals("00", terminal.ask(200, purchase("TERM0001")).field(39));
  }

  @Test
  void aMessageThatEndsTooSoonIsAFormatError() throws IOException {
    byte[] message = shop.iso.write(200, purchase("TERM0001"));
    terminal.send(Arrays.copyOf(message, message.length - 10));
    assertEquals("30", terminal.answer().field(39));
  }

  @Test
  void anAmountThatIsNoNumberIsAFormatErrorThatNamesItsRequest() throws IOException {
    Map<Integer, String> payment = purchase("TERM0001");
    byte[] message = shop.iso.write(200, payment);
    String text = new String(message, StandardCharsets.ISO_8859_1);
    int amount = text.indexOf("000000000100");
    message[amount + 5] = 'x';
    terminal.send(message);
    Message answer = terminal.answer();
    assertEquals("30", answer.field(39));
    assertEquals(payment.get(11), answer.field(11));
  }

  @Test
  void aPaymentThatNothingTellsFromAnothersIsAFormatError() throws IOException {
    Map<Integer, String> payment = purchase("TERM0001");
    for (int field : new int[] {12, 13, 32, 41}) payment.remove(field);
    assertEquals("30", terminal.ask(200, payment).field(39));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0200", "0100", "0220"})
  void aPaymentOfNobodyKnowsHowMuchIsAFormatErrorAndNeverSent(String type) throws IOException {
    int mti = Integer.parseInt(type);
    int before = shop.host.all().size();
    for (int missing : new int[] {4, 49}) {
      Map<Integer, String> payment = purchase("TERM0001");
      payment.remove(missing);
      assertEquals("30", terminal.ask(mti, payment).field(39));
    }
    for (String currency : new String[] {"999", "000", "A1B"}) {
      Map<Integer, String> payment = purchase("TERM0001");
      payment.put(49, currency);
      assertEquals("30", terminal.ask(mti, payment).field(39));
    }
    assertEquals(before, shop.host.all().size());
  }

  @Test
  void contentsThatCouldUpsetTheSharedLinkAreAFormatError() throws IOException {
    byte[] message = shop.iso.write(200, purchase("TERM0001"));
    String text = new String(message, StandardCharsets.ISO_8859_1);
    message[text.indexOf("0901101500")] = 'x'; // DE7, which the edge has no use for
    int before = shop.host.all().size();
    terminal.send(message);
    assertEquals("30", terminal.answer().field(39));
    assertEquals(before, shop.host.all().size());
    assertEquals("00", terminal.ask(200, purchase("TERM0001")).field(39));
  }

  @Test
  void moreRequestsAtATimeThanATerminalMayHaveAreRefused() throws Exception {
    shop.host.behave(TestHost::stayStill);
    for (int i = 0; i < 3; i++) terminal.send(200, purchase("TERM0001"));
    assertEquals("91", terminal.answer().field(39));
    assertEquals(1, shop.count("tillgate.card.refused", "reason", "in-flight-of-terminal"));
    shop.host.behave(TestHost::approve);
    terminal.vanish();
  }

  @Test
  void moreConnectionsThanThereMayBeAreClosed() throws IOException {
    double before = shop.count("tillgate.card.refused", "reason", "connections");
    assertEquals("00", terminal.ask(200, purchase("TERM0001")).field(39));
    try (TestTerminal third = shop.terminal();
        TestTerminal fourth = shop.terminal()) {
      assertEquals("00", third.ask(200, purchase("TERM0003")).field(39));
      assertEquals("00", fourth.ask(200, purchase("TERM0004")).field(39));
      try (TestTerminal fifth = shop.terminal()) {
        assertTrue(fifth.isCutOff());
      }
      assertEquals("00", third.ask(200, purchase("TERM0003")).field(39));
      assertEquals("00", fourth.ask(200, purchase("TERM0004")).field(39));
    }
    assertEquals(before + 1, shop.count("tillgate.card.refused", "reason", "connections"));
  }

  @Test
  void connectionsThatOnlyStandThereDoNotKeepATerminalOut() throws Exception {
    try (TestTerminal third = shop.terminal();
        TestTerminal fourth = shop.terminal()) {
      Shop.await("all places are taken", () -> shop.status().terminals() == 4);
      try (TestTerminal newcomer = shop.terminal()) {
        assertEquals("00", newcomer.ask(200, purchase("TERM0005")).field(39));
        assertTrue(terminal.isCutOff(), "the oldest that never asked gives way");
        assertEquals("00", third.ask(200, purchase("TERM0003")).field(39));
        assertEquals("00", fourth.ask(200, purchase("TERM0004")).field(39));
      }
    }
  }

  @Test
  void aNetworkMessageThatNothingTellsFromAnothersIsAFormatErrorAtOnce() throws IOException {
    int before = shop.host.all().size();
    Map<Integer, String> echo = Map.of(7, "0901101500", 11, "000007", 70, "301");
    assertEquals("30", terminal.ask(800, echo).field(39));
    assertEquals(before, shop.host.all().size());
  }

  @Test
  void messagesMayBeSplitAtEveryByteAndComeTogether() throws IOException {
    byte[] message = shop.iso.write(200, purchase("TERM0001"));
    byte[] frame = framed(message);
    for (byte each : frame) terminal.raw(new byte[] {each});
    assertEquals("00", terminal.answer().field(39));
    byte[] one = framed(shop.iso.write(200, purchase("TERM0001")));
    byte[] two = framed(shop.iso.write(200, purchase("TERM0001")));
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    terminal.raw(both);
    assertEquals("00", terminal.answer().field(39));
    assertEquals("00", terminal.answer().field(39));
  }

  private static byte[] framed(byte[] message) {
    byte[] frame = new byte[message.length + 2];
    frame[0] = (byte) (message.length >> 8);
    frame[1] = (byte) message.length;
    System.arraycopy(message, 0, frame, 2, message.length);
    return frame;
  }

  @Test
  void aTerminalThatLeavesItsAnswersUnreadIsCutOff() throws Exception {
    shop.host.behave(TestHost::stayStill);
    double before = shop.count("tillgate.card.refused", "reason", "unread-answers");
    byte[] bad = framed(shortened());
    Shop.await(
        "it is cut off",
        () -> {
          try {
            for (int i = 0; i < 200; i++) terminal.raw(bad);
          } catch (IOException cut) {
            return true;
          }
          return shop.count("tillgate.card.refused", "reason", "unread-answers") > before;
        });
    shop.host.behave(TestHost::approve);
  }

  private static byte[] shortened() {
    byte[] message = shop.iso.write(200, purchase("TERM0001"));
    return Arrays.copyOf(message, message.length - 10);
  }

  @Test
  void noBytesWhateverStopTheEdge() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("noBytesWhateverStopTheEdge seed " + seed);
    Random random = new Random(seed);
    terminal.close();
    for (int i = 0; i < 200; i++) {
      Shop.await("there is room", () -> shop.status().terminals() < 3);
      try (TestTerminal hostile = shop.terminal()) {
        byte[] message = shop.iso.write(200, purchase("TERM0001"));
        for (int flips = 0; flips <= random.nextInt(4); flips++) {
          message[random.nextInt(message.length)] = (byte) random.nextInt(256);
        }
        hostile.send(message);
        // Answered, or cut off; never ignored.
        if (!hostile.isCutOff()) hostile.vanish();
      }
      if (i % 20 == 0) neighbourPays();
    }
    terminal = shop.terminal();
  }
}
