package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.REVERSAL_ACKNOWLEDGED;
import static io.tillgate.retail.feed.EventType.REVERSAL_PARKED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.acquirer.LineState;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Mti;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two acquirers behind one edge, over real sockets. */
@Timeout(60)
class SeveralAcquirersTest {
  private static final String VISA = "4111111111111111";
  private static final String MASTERCARD = "5555555555554444";

  @TempDir Path directory;
  private TestHost a;
  private TestHost b;

  @BeforeEach
  void open() throws Exception {
    a = new TestHost(new Iso(Dialect.named("iso87-ascii")));
    b = new TestHost(new Iso(Dialect.named("iso87-ascii")));
  }

  @AfterEach
  void close() throws Exception {
    a.close();
    b.close();
  }

  private static JsonObject acquirer(String name, TestHost host) {
    return new JsonObject()
        .put("name", name)
        .put("endpoints", JsonArray.of("127.0.0.1:" + host.port()))
        .put("reconnectFirstMillis", 20)
        .put("reconnectLongestMillis", 100)
        .put("steadyMillis", 100);
  }

  /** Visa goes to a, and what a cannot take to b; all else goes to b. */
  private JsonObject settings() {
    JsonObject visa =
        new JsonObject()
            .put("brands", JsonArray.of("visa"))
            .put("acquirer", "bank-a")
            .put("failOverTo", "bank-b");
    return new JsonObject()
        .put("acquirers", JsonArray.of(acquirer("bank-a", a), acquirer("bank-b", b)))
        .put("routes", JsonArray.of(visa, new JsonObject().put("acquirer", "bank-b")));
  }

  private static String pay(Shop shop, TestTerminal terminal, String pan, String stan)
      throws Exception {
    Map<Integer, String> purchase = shop.iso.purchase("TERM0001", stan, 100);
    purchase.put(2, pan);
    return terminal.ask(200, purchase).field(39);
  }

  private static long payments(TestHost host) {
    return host.all().stream().filter(each -> Mti.isFinancial(each.mti())).count();
  }

  private static LineState line(Shop shop, String name) {
    return shop.status().acquirers().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow()
        .line();
  }

  private static void restart(Shop shop) throws Exception {
    shop.undeploy();
    shop.closeJournal();
    shop.start();
  }

  @Test
  void eachRequestGoesWhereItsRouteSays() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", settings())) {
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals("00", pay(shop, terminal, VISA, "000001"));
        assertEquals("00", pay(shop, terminal, MASTERCARD, "000002"));
      }
      assertEquals(VISA, a.next().message().field(2));
      assertEquals(MASTERCARD, b.next().message().field(2));
      assertTrue(shop.told().get(1).payload().contains("\"acquirer\":\"bank-a\""));
    }
  }

  @Test
  void whatWasNeverSentFailsOverAndTrafficReturnsWhenTheLineIsSteady() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", settings())) {
      shop.awaitLinks();
      a.shut();
      Shop.await("bank-a is down", () -> line(shop, "bank-a") == LineState.DOWN);
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals("00", pay(shop, terminal, VISA, "000001"));
        assertEquals(1, payments(b));
        assertEquals(1, shop.count("tillgate.card.acquirer.failovers", "acquirer", "bank-a"));
        a.open();
        Shop.await("bank-a is up", () -> line(shop, "bank-a") == LineState.UP);
        assertEquals("00", pay(shop, terminal, VISA, "000002"));
      }
      assertEquals(1, payments(a));
      assertEquals(1, payments(b));
    }
  }

  @Test
  void whatMayHaveBeenSentNeverFailsOver() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", settings())) {
      shop.awaitLinks();
      a.behave(
          received -> {
            if (received.message().mti() == 200) received.peer().close();
            else TestHost.approve(received);
          });
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals("91", pay(shop, terminal, VISA, "000001"));
      }
      a.next(420);
      assertEquals(0, b.all().size());
    }
  }

  @Test
  @DisplayName("RULES 1.11 a repeat that the edge does not know fails over to nobody")
  void aRepeatThatTheEdgeDoesNotKnowFailsOverToNobody() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", settings())) {
      shop.awaitLinks();
      a.shut();
      Shop.await("bank-a is down", () -> line(shop, "bank-a") == LineState.DOWN);
      try (TestTerminal terminal = shop.terminal()) {
        Map<Integer, String> repeat = shop.iso.purchase("TERM0001", "000001", 100);
        assertEquals("91", terminal.ask(201, repeat).field(39));
        assertEquals(0, b.all().size(), "bank-a may have it, by another road");
        assertEquals(
            "00", terminal.ask(200, shop.iso.purchase("TERM0001", "000002", 100)).field(39));
      }
    }
  }

  @Test
  @DisplayName("RULES 1.6 an answer of another acquirer than the one that was asked is nobody's")
  void anAnswerOfAnotherAcquirerIsNobodys() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", settings())) {
      shop.awaitLinks();
      a.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        terminal.send(200, shop.iso.purchase("TERM0001", "000001", 100));
        TestHost.Received asked = a.next(200);
        b.tell(shop.iso.answer(asked.message(), "05", Map.of()));
        Shop.await(
            "it fits nothing",
            () -> shop.count("tillgate.card.acquirer.unmatched", "acquirer", "bank-b") == 1);
        TestHost.approve(asked);
        assertEquals("00", terminal.answer().field(39));
      }
    }
  }

  @Test
  void aReversalGoesToTheAcquirerOfItsIntentAlsoAfterARestartWithOtherRoutes() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 200);
    try (Shop shop = new Shop(directory, dialect, settings())) {
      leaveOneOwed(shop);
      shop.settings.put("routes", JsonArray.of(new JsonObject().put("acquirer", "bank-b")));
      restart(shop);
      a.behave(TestHost::approve);
      a.open();
      assertEquals("000001", a.next(421).message().field(11));
      Shop.await("acknowledged", () -> shop.types().contains(REVERSAL_ACKNOWLEDGED));
      assertEquals(0, b.all().size());
    }
  }

  /** The payment of a visa card has timed out at a, which is gone now. */
  private void leaveOneOwed(Shop shop) throws Exception {
    shop.awaitLinks();
    a.behave(TestHost::stayStill);
    try (TestTerminal terminal = shop.terminal()) {
      assertEquals("91", pay(shop, terminal, VISA, "000001"));
    }
    a.next(420);
    a.shut();
  }

  @Test
  void oneAcquirerThatIsDownHoldsUpNoReversalOfAnother() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 200);
    try (Shop shop = new Shop(directory, dialect, settings())) {
      leaveOneOwed(shop);
      b.behave(
          received -> {
            if (received.message().mti() != 200) TestHost.approve(received);
          });
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals("91", pay(shop, terminal, MASTERCARD, "000002"));
      }
      b.next(420);
      Shop.await("one of two is owed", () -> shop.status().reversalsOwed() == 1);
    }
  }

  @Test
  void aReversalOwedToAnAcquirerThatWasRemovedStaysInSightUntilItIsPutBack() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 200);
    try (Shop shop = new Shop(directory, dialect, settings())) {
      leaveOneOwed(shop);
      shop.undeploy();
      shop.closeJournal();
      shop.settings.put("acquirers", JsonArray.of(acquirer("bank-b", b)));
      shop.settings.put("routes", new JsonArray());
      shop.start();
      shop.awaitLinks();
      assertEquals(1, shop.status().reversalsOwed());
      Shop.await("it is parked", () -> shop.types().contains(REVERSAL_PARKED));
      assertEquals(1, shop.status().reversalsParked());
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals("00", pay(shop, terminal, VISA, "000002"), "the store goes on selling");
      }
      assertFalse(b.all().stream().anyMatch(each -> Mti.isReversal(each.mti())));

      shop.settings.put("acquirers", settings().getJsonArray("acquirers"));
      restart(shop);
      a.behave(TestHost::approve);
      a.open();
      assertEquals("000001", a.next(421).message().field(11));
      Shop.await("nothing is owed", () -> shop.status().reversalsOwed() == 0);
    }
  }

  @Test
  void anAcquirerThatTookAnothersPlaceGetsWhatIsOwedToIt() throws Exception {
    String dialect = Shop.quick(directory, "iso87-ascii", 200);
    try (Shop shop = new Shop(directory, dialect, settings())) {
      leaveOneOwed(shop);
      JsonObject successor = acquirer("bank-c", b).put("formerly", JsonArray.of("bank-a"));
      shop.settings.put("acquirers", JsonArray.of(successor)).put("routes", new JsonArray());
      restart(shop);
      assertEquals("000001", b.next(421).message().field(11));
      Shop.await("nothing is owed", () -> shop.status().reversalsOwed() == 0);
    }
  }

  @Test
  void eachAcquirerHasTheTimesOfItsProfile() throws Exception {
    String slow =
        Shop.quick(Files.createDirectory(directory.resolve("slow")), "iso87-ascii", 9_000);
    String quick = Shop.quick(directory, "iso87-ascii", 200);
    JsonObject settings = settings();
    settings.getJsonArray("acquirers").getJsonObject(1).put("profile", slow);
    try (Shop shop = new Shop(directory, quick, settings)) {
      shop.awaitLinks();
      a.behave(TestHost::stayStill);
      b.behave(TestHost::stayStill);
      try (TestTerminal one = shop.terminal();
          TestTerminal two = shop.terminal()) {
        Map<Integer, String> mastercard = shop.iso.purchase("TERM0002", "000001", 100);
        mastercard.put(2, MASTERCARD);
        two.send(200, mastercard);
        TestHost.Received waits = b.next(200);
        assertEquals("91", pay(shop, one, VISA, "000001"), "timed out at bank-a");
        TestHost.approve(waits);
        assertEquals("00", two.answer().field(39), "bank-b may take longer");
      }
      a.behave(TestHost::approve);
      b.behave(TestHost::approve);
    }
  }
}
