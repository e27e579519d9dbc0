package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.CASE_CLOSED;
import static io.tillgate.retail.feed.EventType.CASE_OPENED;
import static io.tillgate.retail.feed.EventType.LATE_ANSWER;
import static io.tillgate.retail.feed.EventType.PAYMENT_OUTCOME;
import static io.tillgate.retail.feed.EventType.REVERSAL_ACKNOWLEDGED;
import static io.tillgate.retail.feed.EventType.REVERSAL_OWED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.TestHost.Received;
import io.tillgate.card.cases.Case;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.CaseKind;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every result that nobody knows is a case, and it closes with what really happened. */
@Timeout(60)
class CaseRulesTest {
  @TempDir Path directory;

  private static final JsonObject PATIENT =
      new JsonObject().put("acquirer", new JsonObject().put("breakerTimeouts", 1_000));

  private Shop shop() throws Exception {
    Shop shop = new Shop(directory, Shop.quick(directory, "iso87-ascii", 200), PATIENT.copy());
    shop.awaitLinks();
    return shop;
  }

  private static int open(Shop shop, CaseKind kind) {
    return shop.status().cases().get(kind.ordinal()).open();
  }

  /** How the only case that was closed ended. */
  private static String ending(Shop shop) {
    Shop.await("the case is closed", () -> shop.types().contains(CASE_CLOSED));
    List<String> endings =
        shop.told().stream()
            .filter(told -> told.type() == CASE_CLOSED)
            .map(told -> new JsonObject(told.payload()).getString("ending"))
            .toList();
    assertEquals(1, endings.size());
    return endings.get(0);
  }

  private static void answerReversals(Received received, String code) throws java.io.IOException {
    if (received.message().field(90) != null) received.answer(code, Map.of());
  }

  @Test
  @DisplayName("RULES 1.7 an unknown result is a case in the same append, closed by its reversal")
  void anUnknownResultIsACaseUntilItsReversalIsTaken() throws Exception {
    try (Shop shop = shop();
        TestTerminal terminal = shop.terminal()) {
      shop.host.behave(TestHost::stayStill);
      terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 500));
      List<EventType> types = shop.types();
      assertEquals(
          List.of(PAYMENT_OUTCOME, REVERSAL_OWED, CASE_OPENED),
          types.subList(types.indexOf(PAYMENT_OUTCOME), types.indexOf(PAYMENT_OUTCOME) + 3));
      assertEquals(1, open(shop, CaseKind.UNKNOWN_RESULT));
      assertTrue(
          shop.status().cases().get(CaseKind.UNKNOWN_RESULT.ordinal()).oldestEpochMillis()
              <= System.currentTimeMillis());
      shop.host.behave(received -> answerReversals(received, "00"));
      assertEquals("REVERSAL_ACKNOWLEDGED", ending(shop));
      assertEquals(0, open(shop, CaseKind.UNKNOWN_RESULT));
      types = shop.types();
      assertEquals(types.indexOf(REVERSAL_ACKNOWLEDGED) + 1, types.indexOf(CASE_CLOSED));
    }
  }

  @Test
  @DisplayName("RULES 1.9 its case says that an approval came late and is reversed")
  void aLateApprovalIsSaidInTheCase() throws Exception {
    try (Shop shop = shop();
        TestTerminal terminal = shop.terminal()) {
      shop.host.behave(TestHost::stayStill);
      terminal.send(200, shop.iso.purchase("TERM0001", "000001", 500));
      Received late = shop.host.next(200);
      terminal.answer();
      TestHost.approve(late);
      Shop.await("it is recorded", () -> shop.types().contains(LATE_ANSWER));
      shop.host.behave(received -> answerReversals(received, "00"));
      assertEquals("LATE_APPROVAL_REVERSED", ending(shop));
    }
  }

  @Test
  void aLateDeclineIsSaidInTheCase() throws Exception {
    try (Shop shop = shop();
        TestTerminal terminal = shop.terminal()) {
      shop.host.behave(TestHost::stayStill);
      terminal.send(200, shop.iso.purchase("TERM0001", "000001", 500));
      Received late = shop.host.next(200);
      terminal.answer();
      late.answer("05", Map.of());
      Shop.await("it is recorded", () -> shop.types().contains(LATE_ANSWER));
      shop.host.behave(received -> answerReversals(received, "25"));
      assertEquals("LATE_DECLINE", ending(shop));
    }
  }

  @Test
  void whatNeverArrivedIsSaidInTheCase() throws Exception {
    try (Shop shop = shop();
        TestTerminal terminal = shop.terminal()) {
      shop.host.behave(received -> answerReversals(received, "25"));
      terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 500));
      assertEquals("NEVER_ARRIVED", ending(shop));
    }
  }

  @Test
  @DisplayName("RULES 1.7 a host that knows nothing of what it approved is a case for a person")
  void whatTheHostApprovedAndDoesNotKnowIsForAPerson() throws Exception {
    try (Shop shop = shop();
        TestTerminal terminal = shop.terminal()) {
      Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 500);
      assertEquals("00", terminal.ask(200, payment).field(39));
      shop.host.behave(received -> answerReversals(received, "25"));
      assertEquals("25", terminal.ask(400, shop.iso.reversalOf(payment)).field(39));
      List<EventType> types = shop.types();
      assertEquals(types.indexOf(REVERSAL_ACKNOWLEDGED) + 1, types.indexOf(CASE_OPENED));
      assertEquals(1, open(shop, CaseKind.UNREVERSED));
    }
  }

  @Test
  @DisplayName("RULES 1.9 an approval that its own reversal overtook is a case for a person")
  void anApprovalThatItsReversalOvertookIsForAPerson() throws Exception {
    try (Shop shop = shop();
        TestTerminal terminal = shop.terminal()) {
      shop.host.behave(received -> answerReversals(received, "25"));
      terminal.send(200, shop.iso.purchase("TERM0001", "000001", 500));
      Received overtaken = shop.host.next(200);
      terminal.answer();
      assertEquals("NEVER_ARRIVED", ending(shop));
      TestHost.approve(overtaken);
      Shop.await("a person must look", () -> open(shop, CaseKind.UNREVERSED) == 1);
      CompletableFuture<List<Case>> listed = new CompletableFuture<>();
      shop.cases().list(listed::complete);
      Case theCase = listed.get(5, TimeUnit.SECONDS).get(0);
      assertTrue(theCase.detail().contains("by hand"), theCase.detail());
      CompletableFuture<Boolean> closed = new CompletableFuture<>();
      shop.cases().close(theCase.id(), "mira: reversed by phone", closed::complete);
      assertTrue(closed.get(5, TimeUnit.SECONDS));
      assertEquals(0, open(shop, CaseKind.UNREVERSED));
    }
  }

  @Test
  void aCaseOutlivesTheEdge() throws Exception {
    JsonObject settings = PATIENT.copy().put("payments", new JsonObject().put("drainMillis", 0));
    try (Shop shop = new Shop(directory, Shop.quick(directory, "iso87-ascii", 5_000), settings)) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        terminal.send(200, shop.iso.purchase("TERM0001", "000001", 500));
        shop.host.next(200);
        shop.undeploy();
      }
      shop.closeJournal();
      shop.start();
      assertEquals(1, open(shop, CaseKind.UNKNOWN_RESULT));
      assertTrue(
          shop.told().stream()
              .anyMatch(
                  told ->
                      told.type() == CASE_OPENED
                          && told.payload().contains("the edge stopped before")));
      shop.host.behave(TestHost::approve);
      assertEquals("REVERSAL_ACKNOWLEDGED", ending(shop));
    }
  }

  @Test
  void anInquiryThatIsNotAnsweredIsNoCase() throws Exception {
    try (Shop shop = shop();
        TestTerminal terminal = shop.terminal()) {
      shop.host.behave(TestHost::stayStill);
      Map<Integer, String> inquiry = shop.iso.purchase("TERM0001", "000001", 0);
      inquiry.put(3, "310000");
      terminal.ask(200, inquiry);
      assertFalse(shop.types().contains(CASE_OPENED));
    }
  }
}
