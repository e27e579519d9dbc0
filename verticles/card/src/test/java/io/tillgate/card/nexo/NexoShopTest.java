package io.tillgate.card.nexo;

import static io.tillgate.card.nexo.NexoShop.done;
import static io.tillgate.retail.feed.EventType.CASE_CLOSED;
import static io.tillgate.retail.feed.EventType.CASE_OPENED;
import static io.tillgate.retail.feed.EventType.PAYMENT_INTENT;
import static io.tillgate.retail.feed.EventType.PAYMENT_OUTCOME;
import static io.tillgate.retail.feed.EventType.REVERSAL_ACKNOWLEDGED;
import static io.tillgate.retail.feed.EventType.REVERSAL_OWED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Shop;
import io.tillgate.sandbox.nexo.NexoFaults;
import io.tillgate.sandbox.nexo.NexoTill;
import io.tillgate.sandbox.nexo.NexoTill.Reply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tills, the edge and a terminal over real sockets and a real journal. */
class NexoShopTest {
  private static final String PAYMENT = "PaymentResponse";

  @TempDir Path directory;

  /** An edge that soon gives up asking. */
  private static JsonObject impatient() {
    return new JsonObject().put("inquiryMillis", 300).put("requestMillis", 300);
  }

  private static NexoFaults faults(String name, Object value) {
    return NexoFaults.of(new JsonObject().put(name, value));
  }

  private static String transaction(Reply reply) {
    JsonObject poi = reply.part(PAYMENT).getJsonObject("POIData");
    return poi.getJsonObject("POITransactionID").getString("TransactionID");
  }

  @Test
  void everyMessageFollowsTheVendorsDefinition() throws Exception {
    VendorDefinition definition = VendorDefinition.read();
    try (NexoShop shop = new NexoShop(directory, impatient())) {
      Reply paid = done(shop.till.pay("1", "10.99"));
      Reply asked = done(shop.till.ask("2", "1"));
      Reply reversed = done(shop.till.reverse("3", transaction(paid), "0.99"));
      Reply diagnosed = done(shop.till.diagnose("4"));
      shop.terminal.faults(faults("refuse", "Refusal"));
      Reply refused = done(shop.till.pay("5", "1"));
      Reply wrong = done(shop.till.pay("6", "1.999"));
      Reply tooMuch = done(shop.till.reverse("7", transaction(paid), "10.99"));
      shop.terminal.faults(faults("httpStatus", 503));
      Reply unknown = done(shop.till.pay("8", "1"));
      done(shop.terminal.close());
      Reply gone = done(shop.till.pay("9", "1"));
      Reply silent = done(shop.till.diagnose("10"));
      for (Reply each :
          List.of(
              paid, asked, reversed, diagnosed, refused, wrong, tooMuch, unknown, gone, silent)) {
        assertEquals(200, each.status(), each.text());
        definition.check(each.body());
      }
      shop.terminal.heard().forEach(definition::check);
      shop.terminal.said().forEach(definition::check);
      assertEquals("Refusal", refused.result(PAYMENT));
      assertEquals("MessageFormat", wrong.result(PAYMENT));
      assertEquals("NotAllowed", tooMuch.result("ReversalResponse"));
      assertEquals("UnreachableHost", gone.result(PAYMENT));
      assertEquals(
          "Unreachable",
          silent.part("DiagnosisResponse").getJsonObject("POIStatus").getString("GlobalStatus"));
    }
  }

  @Test
  void aPaymentIsInTheJournalBeforeTheTerminalAndItsOutcomeBeforeTheTill() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      shop.terminal.hold();
      Future<Reply> paying = shop.till.pay("1", "10.99");
      Shop.await("the terminal is asked", () -> !shop.terminal.heard().isEmpty());
      assertEquals(List.of(PAYMENT_INTENT), shop.types());
      shop.terminal.letGo();
      assertEquals("Success", done(paying).result(PAYMENT));
      assertEquals(List.of(PAYMENT_INTENT, PAYMENT_OUTCOME), shop.types());
      JsonObject outcome = shop.last(PAYMENT_OUTCOME);
      assertEquals("APPROVED", outcome.getString("result"));
      assertEquals(1099, outcome.getLong("approvedMinor"));
      assertEquals("123456", outcome.getString("authorizationCode"));
      JsonObject card = outcome.getJsonObject("card");
      assertEquals("411111", card.getString("bin"));
      assertEquals("1111", card.getString("lastFour"));
      assertEquals("CONTACTLESS", card.getString("entryMode"));
      assertEquals("nexo_M5N7TQ4TG5PFWR50", card.getString("token"));
      assertEquals("V0010000000000000000000000001", card.getString("par"));
    }
  }

  @Test
  void partialTipAndOfflineApprovalsAreToldApart() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      shop.terminal.faults(faults("partialPerMille", 500));
      done(shop.till.pay("1", "10.00"));
      assertEquals("PARTIALLY_APPROVED", shop.last(PAYMENT_OUTCOME).getString("result"));
      assertEquals(500, shop.last(PAYMENT_OUTCOME).getLong("approvedMinor"));
      shop.terminal.faults(faults("tipMinor", 150));
      done(shop.till.pay("2", "10.00"));
      assertEquals(1150, shop.last(PAYMENT_OUTCOME).getLong("approvedMinor"));
      shop.terminal.faults(faults("offline", true));
      done(shop.till.pay("3", "10.00"));
      assertEquals("SuccessOffline", shop.last(PAYMENT_OUTCOME).getString("responseCode"));
      assertEquals("APPROVED", shop.last(PAYMENT_OUTCOME).getString("result"));
      shop.terminal.faults(NexoFaults.NONE);
      done(shop.till.send(shop.till.payment("4", "3.00", "EUR", "Refund")));
      assertEquals("REFUND", shop.last(PAYMENT_INTENT).getString("kind"));
    }
  }

  @Test
  @DisplayName("RULES 1.10 a repeated ServiceID gets its first answer, also after a restart")
  void aRepeatedServiceIdGetsItsFirstAnswerAlsoAfterARestart() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      JsonObject first = done(shop.till.pay("1", "10.00")).body();
      assertEquals(first, done(shop.till.pay("1", "10.00")).body());
      assertEquals("MessageFormat", done(shop.till.pay("1", "11.00")).result(PAYMENT));
      shop.restart();
      NexoTill again = shop.till("till-1");
      assertEquals(first, done(again.pay("1", "10.00")).body());
      assertEquals(1, shop.terminal.heard().size());
    }
  }

  @Test
  void aLostAnswerIsFoundByInquiryAndToldToTheTill() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      shop.terminal.faults(faults("loseAnswers", true));
      assertEquals("Success", done(shop.till.pay("1", "10.00")).result(PAYMENT));
      assertEquals(
          List.of(PAYMENT_INTENT, CASE_OPENED, PAYMENT_OUTCOME, CASE_CLOSED), shop.types());
      assertEquals("FOUND_BY_INQUIRY", shop.last(CASE_CLOSED).getString("ending"));
      assertEquals(1000, shop.standing());
    }
  }

  @Test
  void aRequestThatNeverArrivedMovedNothing() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      shop.terminal.faults(faults("loseRequests", true));
      Future<Reply> paying = shop.till.pay("1", "10.00");
      shop.await(CASE_OPENED);
      shop.terminal.faults(NexoFaults.NONE);
      assertEquals("NotFound", done(paying).result(PAYMENT));
      assertEquals("NOT_SENT", shop.last(PAYMENT_OUTCOME).getString("result"));
      assertEquals("NEVER_ARRIVED", shop.last(CASE_CLOSED).getString("ending"));
    }
  }

  @Test
  void whatStaysUnknownIsReversedOnceTheTerminalTells() throws Exception {
    try (NexoShop shop = new NexoShop(directory, impatient())) {
      shop.terminal.faults(
          NexoFaults.of(new JsonObject().put("loseAnswers", true).put("inquiriesSilent", true)));
      assertEquals("UnreachableHost", done(shop.till.pay("1", "10.00")).result(PAYMENT));
      assertEquals("LINK_LOST", shop.last(PAYMENT_OUTCOME).getString("result"));
      assertEquals(1000, shop.standing());
      assertTrue(shop.types().contains(REVERSAL_OWED));
      shop.terminal.faults(NexoFaults.NONE);
      shop.await(REVERSAL_ACKNOWLEDGED);
      assertEquals(0, shop.standing());
      assertEquals("LATE_APPROVAL_REVERSED", shop.last(CASE_CLOSED).getString("ending"));
      assertEquals("UnreachableHost", done(shop.till.pay("1", "10.00")).result(PAYMENT));
    }
  }

  @Test
  void anApprovalThatDidNotReachItsTillIsTheTillsWhenItAsks() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      shop.terminal.hold();
      NexoTill hasty = shop.till("till-1");
      hasty.pay("1", "10.00");
      Shop.await("the terminal is asked", () -> shop.terminal.heard().size() == 1);
      hasty.close();
      shop.terminal.letGo();
      shop.await(CASE_OPENED);
      Reply asked = done(shop.till.ask("2", "1"));
      assertEquals("Success", asked.result("TransactionStatusResponse"));
      shop.await(CASE_CLOSED);
      assertEquals(1000, shop.standing());
    }
  }

  @Test
  void anApprovalAboutWhichNoTillAsksIsReversed() throws Exception {
    JsonObject soon = new JsonObject().put("tillReturnMillis", 100);
    try (NexoShop shop = new NexoShop(directory, soon)) {
      shop.terminal.hold();
      NexoTill gone = shop.till("till-1");
      gone.pay("3", "20.00");
      Shop.await("the terminal is asked", () -> shop.terminal.heard().size() == 1);
      gone.close();
      shop.terminal.letGo();
      shop.await(REVERSAL_ACKNOWLEDGED);
      assertEquals("UNDELIVERED", shop.last(REVERSAL_OWED).getString("reason"));
      assertEquals(0, shop.standing());
      assertEquals("Aborted", done(shop.till.pay("3", "20.00")).result(PAYMENT));
    }
  }

  @Test
  void anAbortEndsWhatTheCustomerHasNotPaid() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      shop.terminal.hold();
      Future<Reply> paying = shop.till.pay("1", "10.00");
      Shop.await("the terminal is asked", () -> !shop.terminal.heard().isEmpty());
      assertEquals("InProgress", done(shop.till.ask("2", "1")).result("TransactionStatusResponse"));
      assertEquals("Busy", done(shop.till("till-2").pay("3", "1.00")).result(PAYMENT));
      assertEquals(200, done(shop.till.abort("4", "1")).status());
      assertEquals("Aborted", done(paying).result(PAYMENT));
      assertEquals("DECLINED", shop.last(PAYMENT_OUTCOME).getString("result"));
      assertEquals(0, shop.standing());
    }
  }

  @Test
  void reversalsInPartAndInFullNeverGiveBackMoreThanWasPaid() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      String paid = transaction(done(shop.till.pay("1", "10.00")));
      assertEquals(
          "Success", done(shop.till.reverse("2", paid, "4.00")).result("ReversalResponse"));
      assertEquals(
          "NotAllowed", done(shop.till.reverse("3", paid, "6.01")).result("ReversalResponse"));
      shop.restart();
      shop.till = shop.till("till-1");
      shop.terminal.faults(faults("refuseReversals", "UnreachableHost"));
      assertEquals(
          "UnreachableHost", done(shop.till.reverse("4", paid, null)).result("ReversalResponse"));
      shop.terminal.faults(NexoFaults.NONE);
      assertEquals("Success", done(shop.till.reverse("5", paid, null)).result("ReversalResponse"));
      assertEquals(600, shop.last(PAYMENT_OUTCOME).getLong("approvedMinor"));
      assertEquals(
          "NotAllowed", done(shop.till.reverse("6", paid, null)).result("ReversalResponse"));
      assertEquals(0, shop.standing());
    }
  }

  @Test
  void anEdgeThatStoppedBetweenIntentAndOutcomeAsksWhenItIsBack() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      shop.shop.settings.put("payments", new JsonObject().put("drainMillis", 0));
      shop.restart();
      shop.terminal.hold();
      shop.till.pay("1", "10.00");
      Shop.await("the terminal is asked", () -> !shop.terminal.heard().isEmpty());
      shop.shop.undeploy();
      shop.shop.closeJournal();
      shop.terminal.letGo();
      Shop.await("the customer paid", () -> shop.standing() == 1000);
      shop.shop.start();
      shop.await(PAYMENT_OUTCOME);
      shop.till = shop.till("till-1");
      assertEquals("Success", done(shop.till.ask("2", "1")).result("TransactionStatusResponse"));
      assertEquals("APPROVED", shop.last(PAYMENT_OUTCOME).getString("result"));
      assertEquals(1000, shop.standing());
    }
  }

  @Test
  @DisplayName("RULES 12.10.7 a card number in a terminal's answer reaches no till and no record")
  void aCardNumberReachesNoTillAndNoRecord() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      shop.terminal.faults(faults("leakPan", true));
      Reply reply = done(shop.till.pay("1", "10.00"));
      assertEquals("Success", reply.result(PAYMENT));
      assertFalse(reply.text().contains("4111111111111111"), reply.text());
      assertTrue(
          shop.last(PAYMENT_OUTCOME).getJsonObject("card").getString("token").startsWith("tk_"));
      shop.await(CASE_OPENED);
      assertEquals("CARD_NUMBER_FOUND", shop.last(CASE_OPENED).getString("kind"));
      shop.shop.told().forEach(t -> assertFalse(t.payload().contains("4111111111111111")));
    }
  }

  @Test
  void whatCannotBeUsedIsRefusedInWords() throws Exception {
    JsonObject limits = new JsonObject().put("maxBodyBytes", 4_096).put("bodyTimeoutMillis", 300);
    try (NexoShop shop = new NexoShop(directory, limits)) {
      assertEquals(400, done(shop.till.post(Buffer.buffer("{\"a\":1,\"a\":2}"))).status());
      assertEquals(413, done(shop.till.post(Buffer.buffer(new byte[5_000]))).status());
      JsonObject stranger = shop.till.payment("1", "1", "EUR", "Normal");
      stranger
          .getJsonObject("SaleToPOIRequest")
          .getJsonObject("MessageHeader")
          .put("POIID", "another");
      Reply refused = done(shop.till.send(stranger));
      assertEquals("MessageFormat", refused.result(PAYMENT));
      JsonObject invented = shop.till.message("Haircut", "2", new JsonObject());
      assertNotNull(done(shop.till.send(invented)).body().getJsonObject("SaleToPOIRequest"));
      Reply login = done(shop.till.send(shop.till.message("Login", "3", new JsonObject())));
      assertEquals("Success", login.result("LoginResponse"));
      assertEquals(408, slow(shop.shop.status().nexoPort()));
    }
  }

  /** The status that a till gets whose message never ends. */
  private static int slow(int port) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      String head = "POST /nexo HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] status = socket.getInputStream().readNBytes(12);
      return Integer.parseInt(new String(status, StandardCharsets.US_ASCII).substring(9));
    }
  }

  @Test
  void anAmountInAnotherCurrencyIsNoApproval() throws Exception {
    try (NexoShop shop = new NexoShop(directory, impatient())) {
      shop.terminal.faults(faults("currency", "USD"));
      assertEquals("UnreachableHost", done(shop.till.pay("1", "10.00")).result(PAYMENT));
      assertTrue(shop.types().contains(REVERSAL_OWED));
    }
  }

  @Test
  void unreadableAnswersAreAskedAbout() throws Exception {
    try (NexoShop shop = new NexoShop(directory)) {
      shop.terminal.faults(faults("garbage", true));
      Future<Reply> paying = shop.till.pay("2", "10.00");
      shop.await(CASE_OPENED);
      shop.terminal.faults(NexoFaults.NONE);
      assertEquals("Success", done(paying).result(PAYMENT));
    }
  }

  @Test
  void aTerminalThatIsTwiceInTheSettingsIsAMistake() {
    JsonObject poi = new JsonObject().put("poiId", "a").put("url", "https://a/nexo");
    JsonObject section =
        new JsonObject().put("terminals", new JsonArray().add(poi).add(poi.copy()));
    String why =
        assertThrows(IllegalArgumentException.class, () -> NexoSettings.of(section)).getMessage();
    assertTrue(why.contains("twice"), why);
  }
}
