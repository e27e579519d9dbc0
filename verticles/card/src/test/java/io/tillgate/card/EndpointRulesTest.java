package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.TestHost.Received;
import io.tillgate.wire.Dialect;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several endpoints of one acquirer, over real sockets. */
@Timeout(60)
class EndpointRulesTest {
  private static final String SIGN_OFF = "002";

  @TempDir Path directory;
  private TestHost first;
  private TestHost second;

  @BeforeEach
  void open() throws Exception {
    first = new TestHost(new Iso(Dialect.named("iso87-ascii")));
    second = new TestHost(new Iso(Dialect.named("iso87-ascii")));
  }

  @AfterEach
  void close() throws Exception {
    first.close();
    second.close();
  }

  private JsonObject settings() {
    return new JsonObject()
        .put(
            "acquirer",
            new JsonObject()
                .put(
                    "endpoints",
                    JsonArray.of("127.0.0.1:" + first.port(), "127.0.0.1:" + second.port()))
                .put("preferAgainMillis", 100));
  }

  private static long signOffs(TestHost host) {
    return host.network().stream().filter(each -> SIGN_OFF.equals(each.field(70))).count();
  }

  @Test
  void linksReturnToThePreferredEndpointWithoutDroppingWhatIsInFlight() throws Exception {
    first.shut();
    try (Shop shop = new Shop(directory, "iso87-ascii", settings())) {
      shop.awaitLinks();
      assertEquals(2, second.connections());
      second.behave(TestHost::stayStill);
      try (TestTerminal waits = shop.terminal();
          TestTerminal other = shop.terminal()) {
        waits.send(200, shop.iso.purchase("TERM0001", "000001", 100));
        Received held = second.next(200);
        first.open();
        Shop.await("one link is done with the second", () -> second.connections() == 1);
        Shop.await("both are at the first", () -> first.connections() == 2);
        assertEquals(2, shop.status().linksUp());
        assertEquals("00", other.ask(200, shop.iso.purchase("TERM0002", "000001", 100)).field(39));
        assertEquals(1, first.all().size());
        TestHost.approve(held);
        assertEquals("00", waits.answer().field(39));
      }
      Shop.await("nothing is left at the second", () -> second.connections() == 0);
      assertEquals(2, signOffs(second));
      assertEquals(0, shop.status().reversalsOwed());
      assertEquals(0, shop.count("tillgate.card.acquirer.line.downs"));
    }
  }

  @Test
  void aPreferredEndpointThatAcceptsAndRefusesToSignOnTakesNothingAway() throws Exception {
    first.ignoreNetwork(true);
    JsonObject settings = settings();
    settings.getJsonObject("acquirer").put("networkTimeoutMillis", 200);
    try (Shop shop = new Shop(directory, "iso87-ascii", settings)) {
      shop.awaitLinks();
      int asked = first.network().size();
      Shop.await("it was tried again", () -> first.network().size() > asked + 2);
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals(
            "00", terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 100)).field(39));
      }
      assertEquals(1, second.all().size());
      assertEquals(0, shop.count("tillgate.card.acquirer.line.downs"));
    }
  }

  @Test
  void linksAreSpreadWhereTheShopWantsThat() throws Exception {
    JsonObject settings = settings();
    settings.getJsonObject("acquirer").put("spread", true);
    try (Shop shop = new Shop(directory, "iso87-ascii", settings)) {
      shop.awaitLinks();
      assertEquals(1, first.connections());
      assertEquals(1, second.connections());
      first.shut();
      Shop.await("both are at the second", () -> second.connections() == 2);
      first.open();
      Shop.await("each is where it belongs", () -> first.connections() == 1);
      Shop.await("and only there", () -> second.connections() == 1);
    }
  }

  @Test
  @DisplayName("RULES 1.14 a stop signs off before it closes")
  void aStopSignsOffBeforeItCloses() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", settings())) {
      shop.awaitLinks();
      shop.undeploy();
      assertEquals(2, signOffs(first));
      Shop.await("the connections are closed", () -> first.connections() == 0);
    }
  }

  @Test
  void aHostThatDoesNotAnswerTheSignOffHoldsUpNoStop() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", settings())) {
      shop.awaitLinks();
      first.ignoreNetwork(true);
      long began = System.nanoTime();
      shop.undeploy();
      assertTrue(System.nanoTime() - began < 15_000_000_000L);
      assertEquals(2, signOffs(first));
    }
  }

  @Test
  void aLinkThatNeverHoldsMovesOn() throws Exception {
    first.behave(received -> received.peer().close());
    try (Shop shop = new Shop(directory, "iso87-ascii", settings())) {
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        for (int i = 1; second.all().isEmpty() && i < 20; i++) {
          terminal.ask(200, shop.iso.purchase("TERM0001", String.format("%06d", i), 100));
        }
        second.next();
      }
      first.behave(TestHost::approve);
      Shop.await("nothing is owed", () -> shop.status().reversalsOwed() == 0);
    }
  }

  @Test
  void whatTheHostAsksOverALinkIsAnsweredOverThatLink() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", settings())) {
      shop.awaitLinks();
      first.tell(shop.iso.write(800, Map.of(7, "0901101500", 11, "777777", 70, "301")));
      Shop.await(
          "an answer",
          () -> first.network().stream().anyMatch(each -> "777777".equals(each.field(11))));
    }
  }
}
