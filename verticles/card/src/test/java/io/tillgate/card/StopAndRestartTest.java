package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.PAYMENT_OUTCOME;
import static io.tillgate.retail.feed.EventType.REVERSAL_ACKNOWLEDGED;
import static io.tillgate.retail.feed.EventType.REVERSAL_OWED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.TestHost.Received;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an edge leaves behind when it stops, and what it takes up when it starts. */
@Timeout(60)
class StopAndRestartTest {
  @TempDir Path directory;

  private static JsonObject draining(long millis) {
    return new JsonObject().put("payments", new JsonObject().put("drainMillis", millis));
  }

  @Test
  void aStopWaitsForAnswersThatAreOnTheirWay() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", draining(20_000))) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal();
          TestTerminal late = shop.terminal()) {
        terminal.send(200, shop.iso.purchase("TERM0001", "000001", 100));
        Received received = shop.host.next();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(shop::undeploy);
        Shop.await("it takes no more", () -> !shop.status().isAccepting());
        assertEquals("91", late.ask(200, shop.iso.purchase("TERM0002", "000001", 100)).field(39));
        TestHost.approve(received);
        assertEquals("00", terminal.answer().field(39));
        stopped.join();
      }
      assertFalse(shop.types().contains(REVERSAL_OWED));
      shop.closeJournal();
      shop.start();
    }
  }

  @Test
  void whatIsNotAnsweredBeforeTheStopIsReversedAfterTheStart() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", draining(100))) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        terminal.send(200, shop.iso.purchase("TERM0001", "000001", 100));
        shop.host.next();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(shop::undeploy);
        assertEquals("91", terminal.answer().field(39));
        stopped.join();
      }
      assertTrue(shop.told().stream().anyMatch(told -> told.payload().contains("INTERRUPTED")));
      assertTrue(shop.types().contains(REVERSAL_OWED));
      shop.closeJournal();
      shop.host.behave(TestHost::approve);
      shop.start();
      assertTrue(shop.host.next(message -> message.mti() >= 420).message().mti() >= 420);
      Shop.await("acknowledged", () -> shop.types().contains(REVERSAL_ACKNOWLEDGED));
    }
  }

  @Test
  void whenTheJournalFailsTerminalsAreCutOffAndTheRestartReverses() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", draining(0))) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        terminal.send(200, shop.iso.purchase("TERM0001", "000001", 100));
        Received received = shop.host.next();
        shop.closeJournal(); // takes nothing more: as after a force that failed
        TestHost.approve(received);
        assertTrue(terminal.isCutOff(), "an approval that is not durable is told to nobody");
      }
      assertFalse(shop.status().isAccepting());
      shop.undeploy();
      shop.host.behave(TestHost::approve);
      shop.start();
      shop.host.next(420);
      Shop.await("acknowledged", () -> shop.types().contains(REVERSAL_ACKNOWLEDGED));
      assertEquals(1, shop.types().stream().filter(type -> type == PAYMENT_OUTCOME).count());
    }
  }

  @Test
  void aRepeatAfterARestartHearsTheFirstAnswer() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", draining(100))) {
      shop.awaitLinks();
      Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 100);
      try (TestTerminal terminal = shop.terminal()) {
        terminal.ask(200, payment);
      }
      shop.undeploy();
      shop.closeJournal();
      shop.start();
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        assertEquals("A1B2C3", terminal.ask(201, payment).field(38));
        // And its reversal still finds what it undoes.
        assertEquals("00", terminal.ask(400, shop.iso.reversalOf(payment)).field(39));
      }
      assertTrue(shop.types().contains(REVERSAL_OWED));
      assertEquals(2, shop.host.all().size());
    }
  }

  @Test
  void aPortInUseIsSaidPlainly() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", draining(0))) {
      int port = shop.status().terminalPort();
      JsonObject second = draining(0).put("terminals", new JsonObject().put("port", port));
      Path elsewhere = directory.resolve("second");
      java.nio.file.Files.createDirectories(elsewhere);
      Throwable refused =
          org.junit.jupiter.api.Assertions.assertThrows(
              Exception.class, () -> new Shop(elsewhere, "iso87-ascii", second, port));
      assertTrue(refused.getMessage().contains("127.0.0.1:" + port), refused.getMessage());
    }
  }

  @Test
  void aReversalWhoseKeyWasLostWithItsFileIsParkedInSight() throws Exception {
    try (Shop shop = new Shop(directory, "iso87-ascii", draining(0))) {
      shop.awaitLinks();
      shop.host.behave(TestHost::stayStill);
      try (TestTerminal terminal = shop.terminal()) {
        terminal.send(200, shop.iso.purchase("TERM0001", "000001", 100));
        shop.host.next();
        shop.undeploy();
      }
      shop.closeJournal();
      java.nio.file.Files.delete(directory.resolve("card/one-time.keys"));
      shop.start();
      Shop.await("it is parked", () -> shop.status().reversalsParked() == 1);
      assertEquals(1, shop.status().reversalsOwed());
      shop.host.behave(TestHost::approve);
      try (TestTerminal terminal = shop.terminal()) {
        shop.awaitLinks();
        assertEquals(
            "00", terminal.ask(200, shop.iso.purchase("TERM0001", "000002", 100)).field(39));
      }
    }
  }

  @Test
  void aTerminalThatReadsNothingDoesNotHoldUpAStop() throws Exception {
    JsonObject settings =
        draining(0).put("terminals", new JsonObject().put("maxUnsentBytes", 64 << 20));
    try (Shop shop = new Shop(directory, "iso87-ascii", settings)) {
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        byte[] bad = new byte[2 + 60];
        bad[1] = 60;
        System.arraycopy("0200FFFFFFFFFFFFFFFF".getBytes(), 0, bad, 2, 20);
        CompletableFuture<Void> flood =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    while (true) terminal.raw(bad);
                  } catch (java.io.IOException cut) {
                    // as it should be
                  }
                });
        // More answers than the kernel keeps for a socket.
        Shop.await("answers pile up", () -> shop.count("tillgate.card.refused") > 200_000);
        shop.undeploy();
        flood.join();
      }
    }
  }
}
