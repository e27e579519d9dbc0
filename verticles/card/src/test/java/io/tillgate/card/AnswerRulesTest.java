package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.PAYMENT_INTENT;
import static io.tillgate.retail.feed.EventType.PAYMENT_OUTCOME;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.tillgate.card.Shop.Told;
import io.tillgate.card.TestHost.Received;
import io.tillgate.retail.feed.EventType;
import io.tillgate.wire.CardNumberFinder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What answers mean, what is recorded of them, and what a repeated request hears. */
@Timeout(60)
class AnswerRulesTest {
  @TempDir static Path directory;

  private static Shop shop;
  private static int stans;

  @BeforeAll
  static void open() throws Exception {
    shop = new Shop(directory, "iso87-ascii", new JsonObject());
    shop.awaitLinks();
  }

  @AfterAll
  static void close() throws IOException {
    shop.close();
  }

  @BeforeEach
  void approving() {
    shop.host.behave(TestHost::approve);
  }

  private static Map<Integer, String> purchase(long amountMinor) {
    return shop.iso.purchase("TERM0001", String.format("%06d", ++stans), amountMinor);
  }

  /** The record of this type about the payment with this STAN. */
  private static JsonObject record(EventType type, String stan) {
    Collection<Told> told = shop.told();
    String id =
        told.stream()
            .filter(each -> each.type() == PAYMENT_INTENT)
            .filter(each -> each.payload().contains("\"stan\":\"" + stan + "\""))
            .findFirst()
            .orElseThrow()
            .key();
    return told.stream()
        .filter(each -> each.type() == type && each.key().equals(id))
        .map(each -> new JsonObject(each.payload()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("RULES 1.12 partial approval (RC 10): the answer's DE4 is the approved amount")
  void theAmountOfAPartialApprovalIsTheAnswers() throws Exception {
    shop.host.behave(received -> received.answer("10", Map.of(4, "000000000400", 38, "PART01")));
    Map<Integer, String> payment = purchase(1_000);
    try (TestTerminal terminal = shop.terminal()) {
      Message answer = terminal.ask(200, payment);
      assertEquals("10", answer.field(39));
      assertEquals("000000000400", answer.field(4));
    }
    JsonObject outcome = record(PAYMENT_OUTCOME, payment.get(11));
    assertEquals("PARTIALLY_APPROVED", outcome.getString("result"));
    assertEquals(400, outcome.getLong("approvedMinor"));
  }

  @Test
  @DisplayName("RULES 1.13 DE4 is in minor units of DE49: yen 0, dinars 3")
  void amountsAreMinorUnitsOfTheirCurrency() throws Exception {
    Map<Integer, String> yen = purchase(1_500);
    yen.put(49, "392");
    Map<Integer, String> dinars = purchase(1_500);
    dinars.put(49, "414");
    try (TestTerminal terminal = shop.terminal()) {
      terminal.ask(200, yen);
      terminal.ask(200, dinars);
    }
    JsonObject first = record(PAYMENT_INTENT, yen.get(11));
    JsonObject second = record(PAYMENT_INTENT, dinars.get(11));
    assertEquals(
        List.of(1_500L, "JPY"), List.of(first.getLong("amountMinor"), first.getString("currency")));
    assertEquals(
        List.of(1_500L, "KWD"),
        List.of(second.getLong("amountMinor"), second.getString("currency")));
  }

  @Test
  void anIntentTellsWhatIsAskedAndOfTheCardNoMoreThanItsRecord() throws Exception {
    Map<Integer, String> refund = purchase(700);
    refund.put(3, "200000");
    refund.put(37, "RRN123456789");
    try (TestTerminal terminal = shop.terminal()) {
      terminal.ask(200, refund);
    }
    JsonObject intent = record(PAYMENT_INTENT, refund.get(11));
    assertEquals("REFUND", intent.getString("kind"));
    assertEquals("TERM0001", intent.getString("terminal"));
    assertEquals("0901121500", intent.getString("localDateTime"));
    assertEquals("RRN123456789", intent.getString("rrn"));
    JsonObject card = intent.getJsonObject("card");
    assertEquals("1111", card.getString("lastFour"));
    assertEquals("visa", card.getString("brand"));
    assertEquals("CHIP", card.getString("entryMode"));
    assertTrue(card.getString("token").startsWith("tk_"));
  }

  @Test
  @DisplayName("RULES 1.15 a code passes both ways unbroken")
  void aMessageWithItsAuthenticationCodeIsPassedOnUnbroken() throws Exception {
    Map<Integer, String> payment = purchase(500);
    payment.put(64, "0011223344556677");
    byte[] sent = shop.iso.write(200, payment);
    shop.host.behave(
        received -> received.answer("00", Map.of(64, "7766554433221100", 38, "A1B2C3")));
    try (TestTerminal terminal = shop.terminal()) {
      terminal.send(sent);
      Received received = shop.host.next(message -> payment.get(11).equals(message.field(11)));
      assertArrayEquals(sent, received.message().bytes());
      assertEquals("7766554433221100", hex(terminal.answer()));
    }
  }

  private static String hex(Message answer) {
    byte[] onTheWire = java.util.HexFormat.of().parseHex(answer.field(64));
    return new String(onTheWire, StandardCharsets.US_ASCII); // iso87-ascii writes bytes as digits
  }

  @Test
  @DisplayName("RULES 1.16 without an order id: the same STAN and time hear the first answer")
  void aRepeatedRequestHearsItsFirstAnswerAndIsNotChargedTwice() throws Exception {
    Map<Integer, String> payment = purchase(500);
    try (TestTerminal terminal = shop.terminal()) {
      Message first = terminal.ask(200, payment);
      shop.host.behave(received -> received.answer("05", Map.of()));
      Message again = terminal.ask(201, payment);
      assertEquals(210, again.mti());
      for (int field : new int[] {4, 11, 37, 38, 39, 41}) {
        assertEquals(first.field(field), again.field(field), "field " + field);
      }
      assertNull(again.field(2));
    }
    assertEquals(1, timesAtTheHost(payment));
  }

  @Test
  void aRequestRepeatedInFlightIsAnsweredOnceByTheAcquirerAndTwiceByTheEdge() throws Exception {
    shop.host.behave(TestHost::stayStill);
    Map<Integer, String> payment = purchase(500);
    try (TestTerminal terminal = shop.terminal();
        TestTerminal other = shop.terminal()) {
      terminal.send(200, payment);
      Received received = shop.host.next(message -> payment.get(11).equals(message.field(11)));
      other.send(201, payment);
      Shop.await("it is known", () -> shop.count("tillgate.card.repeats") > 0);
      TestHost.approve(received);
      assertEquals("A1B2C3", terminal.answer().field(38));
      assertEquals("A1B2C3", other.answer().field(38));
    }
    assertEquals(1, timesAtTheHost(payment));
  }

  @Test
  @DisplayName("RULES 1.16 without an order id: equal purchases with their own STANs both pass")
  void twoEqualPurchasesWithTheirOwnStansBothPass() throws Exception {
    Map<Integer, String> one = purchase(500);
    Map<Integer, String> two = purchase(500);
    try (TestTerminal terminal = shop.terminal()) {
      assertEquals("00", terminal.ask(200, one).field(39));
      assertEquals("00", terminal.ask(200, two).field(39));
    }
    assertEquals(2, timesAtTheHost(one) + timesAtTheHost(two));
  }

  private static long timesAtTheHost(Map<Integer, String> payment) {
    return shop.host.all().stream()
        .filter(message -> payment.get(11).equals(message.field(11)))
        .count();
  }

  @Test
  @DisplayName(
      "RULES 1.11 an advice is recorded when the acquirer has taken it, and owes no reversal")
  void anAdviceIsRecordedWhenTheAcquirerHasTakenIt() throws Exception {
    Map<Integer, String> advice = purchase(900);
    try (TestTerminal terminal = shop.terminal()) {
      shop.host.behave(received -> received.answer("96", Map.of()));
      assertEquals("96", terminal.ask(220, advice).field(39));
      assertFalse(shop.told().stream().anyMatch(each -> each.payload().contains(advice.get(11))));
      shop.host.behave(TestHost::approve);
      assertEquals("00", terminal.ask(221, advice).field(39));
    }
    assertEquals("APPROVED", record(PAYMENT_OUTCOME, advice.get(11)).getString("result"));
  }

  @Test
  void privateFieldsAndCardNumbersGoToTheAcquirerAndNowhereElse() throws Exception {
    Map<Integer, String> payment = purchase(500);
    payment.put(2, "5555555555554444");
    payment.put(35, "5555555555554444=30121010000000000000");
    payment.put(62, "LOYALTY 42 SECRET");
    try (TestTerminal terminal = shop.terminal()) {
      terminal.ask(200, payment);
      shop.host.next(message -> payment.get(11).equals(message.field(11)));
    }
    for (Told told : shop.told()) {
      assertFalse(told.payload().contains("SECRET"));
      byte[] bytes = told.payload().getBytes(StandardCharsets.ISO_8859_1);
      assertEquals(List.of(), CardNumberFinder.in(bytes), told.type().name());
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertEquals(List.of(), CardNumberFinder.in(Files.readAllBytes(file)), file.toString());
      }
    }
  }
}
