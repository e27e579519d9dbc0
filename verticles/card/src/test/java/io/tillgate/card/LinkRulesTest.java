package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.PAYMENT_INTENT;
import static io.tillgate.retail.feed.EventType.PAYMENT_OUTCOME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.tillgate.card.TestHost.Received;
import io.tillgate.card.acquirer.LineState;
import io.tillgate.card.acquirer.StanFile;
import io.tillgate.wire.Dialect;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How links to the acquirer come up, stay up, and are done without. */
@Timeout(60)
class LinkRulesTest {
  @TempDir Path directory;

  private static JsonObject acquirer(String name, Object value) {
    return new JsonObject().put("acquirer", new JsonObject().put(name, value));
  }

  @Test
  @DisplayName("RULES 1.14 a link signs on before it carries traffic")
  void aLinkSignsOnBeforeItCarriesTraffic() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", acquirer("networkTimeoutMillis", 300))) {
      shop.awaitLinks();
      assertEquals(Set.of("001"), codes(shop));
      shop.host.ignoreNetwork(true);
      shop.host.cut();
      Shop.await("both have asked again", () -> shop.host.network().size() >= 4);
      assertEquals(0, shop.status().linksUp());
      try (TestTerminal terminal = shop.terminal()) {
        Message answer = terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 100));
        assertEquals("91", answer.field(39));
      }
      shop.host.ignoreNetwork(false);
      shop.awaitLinks();
    }
  }

  private static Set<String> codes(Shop shop) {
    Set<String> codes = new HashSet<>();
    for (Message message : shop.host.network()) codes.add(message.field(70));
    return codes;
  }

  @Test
  @DisplayName(
      "RULES 1.14 an idle link is echoed; missed echoes take the line down, and it recovers")
  void anIdleLinkIsEchoedAndOneThatDoesNotAnswerIsDown() throws Exception {
    String dialect = edited("idleMillis: \\d+", "idleMillis: 100");
    JsonObject settings = acquirer("networkTimeoutMillis", 100);
    settings.getJsonObject("acquirer").put("steadyMillis", 300);
    try (Shop shop = new Shop(directory, dialect, settings)) {
      shop.awaitLinks();
      Shop.await("echoes", () -> codes(shop).contains("301"));
      shop.host.ignoreNetwork(true);
      Shop.await("the links are down", () -> shop.status().linksUp() == 0);
      assertEquals(LineState.DOWN, shop.status().acquirers().get(0).line());
      shop.host.ignoreNetwork(false);
      shop.awaitLinks();
      Shop.await("it is steady", () -> line(shop) == LineState.UP);
      Set<String> stans = new HashSet<>();
      List<Message> all = List.copyOf(shop.host.network());
      for (Message message : all) stans.add(message.field(11));
      assertEquals(all.size(), stans.size(), "no trace number twice");
    }
  }

  private static LineState line(Shop shop) {
    return shop.status().acquirers().get(0).line();
  }

  @Test
  @DisplayName("RULES 1.6 the edge's own trace numbers wrap from 999999 to 000001 while both wait")
  void theEdgesOwnTraceNumbersWrapWhileBothWait() throws Exception {
    Path stans = Files.createDirectories(directory.resolve("card")).resolve("stan-acquirer");
    Files.write(stans, StanFile.at(999_996)); // two links sign on with 999997 and 999998
    String dialect = edited("idleMillis: \\d+", "idleMillis: 100");
    List<Received> echoes = new CopyOnWriteArrayList<>();
    try (Shop shop = new Shop(directory, dialect, acquirer("networkTimeoutMillis", 5_000))) {
      shop.host.onNetwork(
          received -> {
            if ("301".equals(received.message().field(70))) echoes.add(received);
            else TestHost.approve(received);
          });
      Shop.await("an echo waits on both links", () -> echoes.size() == 2);
      assertEquals("999999", echoes.get(0).message().field(11));
      assertEquals("000001", echoes.get(1).message().field(11));
      shop.host.onNetwork(TestHost::approve);
      // Each answer over the link of the other belongs to neither.
      echoes.get(0).peer().send(shop.iso.answer(echoes.get(1).message(), "00", Map.of()));
      echoes.get(1).peer().send(shop.iso.answer(echoes.get(0).message(), "00", Map.of()));
      Shop.await("both fit nothing", () -> shop.count("tillgate.card.acquirer.unmatched") == 2);
      TestHost.approve(echoes.get(1));
      TestHost.approve(echoes.get(0));
      int so = shop.host.network().size();
      Shop.await("both go on", () -> shop.host.network().size() >= so + 4);
      assertEquals(2, shop.status().linksUp());
      assertEquals(2, shop.host.connections());
    }
  }

  /** A second is the longest that a start waits: a machine slower than that proves nothing. */
  @Test
  void terminalsAreLetInWhenItIsKnownWhetherTheAcquirerIsThere() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.undeploy();
      shop.closeJournal();
      List<Received> signOns = new CopyOnWriteArrayList<>();
      shop.host.onNetwork(signOns::add);
      long began = System.nanoTime();
      CompletableFuture<Void> started = CompletableFuture.runAsync(() -> start(shop));
      Shop.await("both links ask", () -> signOns.size() >= 2 || started.isDone());
      Shop.await("a moment", () -> started.isDone() || System.nanoTime() - began > 500_000_000L);
      boolean wasLetIn = started.isDone();
      assertTrue(!wasLetIn || System.nanoTime() - began > 1_000_000_000L, "let in too early");
      for (Received each : signOns) TestHost.approve(each);
      shop.host.onNetwork(TestHost::approve);
      started.join();
      Shop.await("the line is up", () -> line(shop) == LineState.UP);
    }
  }

  private static void start(Shop shop) {
    try {
      shop.start();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String edited(String pattern, String value) throws Exception {
    Path source = Path.of(System.getProperty("project.root"), "conf/acquirer/iso87-ascii.yaml");
    Path file = directory.resolve("edited.yaml");
    Files.writeString(file, Files.readString(source).replaceFirst(pattern, value));
    return file.toString();
  }

  @Test
  void whileNoLinkIsUpTerminalsHearAtOnceAndNothingIsSentLater() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.shut();
      Shop.await("the links are down", () -> shop.status().linksUp() == 0);
      try (TestTerminal terminal = shop.terminal()) {
        Message answer = terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 100));
        assertEquals("91", answer.field(39));
        assertEquals(List.of(PAYMENT_INTENT, PAYMENT_OUTCOME), shop.types());
        assertTrue(shop.told().get(1).payload().contains("NOT_SENT"));
        shop.host.open();
        shop.awaitLinks();
        // What was not sent may be asked again under the same number.
        assertEquals(
            "00", terminal.ask(201, shop.iso.purchase("TERM0001", "000001", 100)).field(39));
      }
      assertEquals(1, shop.host.all().size());
    }
  }

  @Test
  void timeoutsInARowOpenTheCircuitAndAnAnswerClosesIt() throws Exception {
    JsonObject settings = acquirer("breakerTimeouts", 3);
    settings.getJsonObject("acquirer").put("breakerResetMillis", 300);
    String dialect = Shop.quick(directory, "iso87-ascii", 150);
    try (Shop shop = new Shop(directory, dialect, settings)) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        for (int i = 1; i <= 3; i++) {
          terminal.ask(200, shop.iso.purchase("TERM0001", "00000" + i, 100));
        }
        Shop.await("the circuit is open", () -> circuit(shop) == 1);
        shop.host.behave(TestHost::approve);
        Shop.await("a probe closed it", () -> circuit(shop) == 0);
        Shop.await("nothing is owed", () -> shop.status().reversalsOwed() == 0);
        assertEquals(
            "00", terminal.ask(200, shop.iso.purchase("TERM0001", "000009", 100)).field(39));
      }
    }
  }

  @Test
  void aCircuitThatNobodyTriesIsClosedByAnEcho() throws Exception {
    JsonObject settings = acquirer("breakerTimeouts", 2);
    settings
        .getJsonObject("acquirer")
        .put("breakerResetMillis", 100)
        .put("steadyMillis", 200)
        .put("steadyLongestMillis", 200);
    String dialect = Shop.quick(directory, "iso87-ascii", 150);
    try (Shop shop = new Shop(directory, dialect, settings)) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        for (int i = 1; i <= 2; i++) {
          // An inquiry moves no money: nothing is owed that would try the line.
          Map<Integer, String> inquiry = shop.iso.purchase("TERM0001", "00000" + i, 100);
          inquiry.put(3, "310000");
          terminal.ask(200, inquiry);
        }
      }
      Shop.await("the line is down", () -> line(shop) == LineState.DOWN);
      Shop.await("it is up", () -> line(shop) == LineState.UP);
      assertEquals(0, circuit(shop));
      assertTrue(codes(shop).contains("301"));
    }
  }

  private static double circuit(Shop shop) {
    return shop.metrics.get("tillgate.card.acquirer.circuit.open").gauge().value();
  }

  @Test
  void theNextEndpointIsTakenWhereTheFirstFails() throws Exception {
    try (TestHost second = new TestHost(new Iso(Dialect.named("iso87-ascii")))) {
      int dead = deadPort();
      JsonArray endpoints =
          new JsonArray().add("127.0.0.1:" + dead).add("127.0.0.1:" + second.port());
      try (Shop shop = new Shop(directory, "iso87-ascii", acquirer("endpoints", endpoints))) {
        shop.awaitLinks();
        try (TestTerminal terminal = shop.terminal()) {
          assertEquals(
              "00", terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 100)).field(39));
        }
        assertEquals(1, second.all().size());
      }
    }
  }

  private static int deadPort() throws Exception {
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void bothLinksCarryTraffic() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-binary", new JsonObject())) {
      shop.awaitLinks();
      Set<TestHost.Peer> peers = new HashSet<>();
      shop.host.behave(
          received -> {
            peers.add(received.peer());
            TestHost.approve(received);
          });
      try (TestTerminal terminal = shop.terminal()) {
        for (int i = 1; i <= 4; i++) {
          terminal.ask(200, shop.iso.purchase("TERM0001", "00000" + i, 100));
        }
      }
      assertEquals(2, peers.size());
    }
  }

  @Test
  void anEchoOfTheAcquirersIsAnswered() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.tell(shop.iso.write(800, Map.of(7, "0901101500", 11, "777777", 70, "301")));
      Shop.await(
          "an answer",
          () ->
              shop.host.network().stream()
                  .anyMatch(each -> each.mti() == 810 && "00".equals(each.field(39))));
    }
  }

  @Test
  @DisplayName("RULES 1.14 a host that signs off gets nothing more until it lets the link sign on")
  void aHostThatSignsOffGetsNothingMoreOverThatLink() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", acquirer("links", 1))) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal waits = shop.terminal();
          TestTerminal other = shop.terminal()) {
        waits.send(200, shop.iso.purchase("TERM0001", "000001", 100));
        Received held = shop.host.next(200);
        shop.host.onNetwork(received -> {});
        held.peer().send(shop.iso.write(800, Map.of(7, "0901101500", 11, "777777", 70, "002")));
        Shop.await("the link takes nothing", () -> shop.status().linksUp() == 0);
        assertEquals(LineState.DOWN, line(shop));
        assertEquals("91", other.ask(200, shop.iso.purchase("TERM0002", "000001", 100)).field(39));
        TestHost.approve(held);
        assertEquals("00", waits.answer().field(39), "what was sent may be answered");
        assertEquals(1, shop.host.all().size());
        shop.host.behave(TestHost::approve);
        shop.host.onNetwork(TestHost::approve);
        shop.awaitLinks();
        assertEquals("00", other.ask(200, shop.iso.purchase("TERM0002", "000002", 100)).field(39));
      }
      assertEquals(0, shop.status().reversalsOwed());
    }
  }

  @Test
  void garbageOfTheAcquirersCostsNobodyAPayment() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", new JsonObject())) {
      shop.awaitLinks();
      shop.host.tell("not a message".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      Shop.await("it is counted", () -> shop.count("tillgate.card.acquirer.unreadable") == 1);
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals(
            "00", terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 100)).field(39));
      }
    }
  }

  @Test
  void whoAskedOnceAndOnlyStandsThereGivesWayToo() throws Exception {
    JsonObject terminals = new JsonObject().put("maxConnections", 2).put("giveWayMillis", 150);
    try (Shop shop =
        new Shop(directory, "iso87-ascii", new JsonObject().put("terminals", terminals))) {
      shop.awaitLinks();
      try (TestTerminal silent = shop.terminal();
          TestTerminal busy = shop.terminal()) {
        assertEquals("00", silent.ask(200, shop.iso.purchase("TERM0001", "000001", 1)).field(39));
        int[] stan = {0};
        Shop.await(
            "the silent one gives way",
            () -> {
              pay(shop, busy, "TERM0002", ++stan[0]);
              try (TestTerminal newcomer = shop.terminal()) {
                pay(shop, newcomer, "TERM0003", stan[0]);
                return true;
              } catch (java.io.IOException | AssertionError refused) {
                return false;
              }
            });
        assertTrue(silent.isCutOff());
        pay(shop, busy, "TERM0002", ++stan[0]);
      }
    }
  }

  private static void pay(Shop shop, TestTerminal terminal, String name, int stan) {
    try {
      Map<Integer, String> purchase = shop.iso.purchase(name, String.format("%06d", stan), 1);
      assertEquals("00", terminal.ask(200, purchase).field(39));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aTerminalThatFallsSilentIsLetGo() throws Exception {
    JsonObject terminals = new JsonObject().put("idleTimeoutMillis", 200);
    try (Shop shop =
        new Shop(directory, "iso87-ascii", new JsonObject().put("terminals", terminals))) {
      try (TestTerminal terminal = shop.terminal()) {
        assertTrue(terminal.isCutOff());
      }
      assertEquals(1, shop.count("tillgate.card.refused", "reason", "idle"));
    }
  }
}
