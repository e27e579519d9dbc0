package io.tillgate.sandbox.acquirer;

import static io.tillgate.sandbox.Await.await;
import static io.tillgate.sandbox.Await.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.sandbox.OtherProcess;
import io.tillgate.sandbox.terminal.Entry;
import io.tillgate.sandbox.terminal.PaymentResult;
import io.tillgate.sandbox.terminal.Terminal;
import io.tillgate.sandbox.terminal.TerminalSettings;
import io.tillgate.sandbox.terminal.TestCard;
import io.tillgate.wire.Dialect;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcquirerKilledTest {
  private static final Dialect DIALECT = Dialect.named("iso87-binary");
  private static final int TERMINALS = 4;
  private static final int KILLS = 2;

  @TempDir Path folder;
  private final AtomicLong approved = new AtomicLong();
  private final AtomicLong references = new AtomicLong();
  private volatile boolean killed;
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  /** An acquirer that says its port and serves until it is killed. */
  public static final class Main {
    public static void main(String[] arguments) {
      AcquirerSettings settings =
          AcquirerSettings.of(DIALECT, Path.of(arguments[0]))
              .withPorts(Integer.parseInt(arguments[1]), 0)
              .withRules(ApprovalRules.GENEROUS);
      await(Acquirer.start(Vertx.vertx(), settings));
      System.out.println("ready");
      System.out.flush();
    }
  }

  @Test
  void nothingThatWasAnsweredIsLost() throws Exception {
    long seed = System.nanoTime();
    System.err.println("nothingThatWasAnsweredIsLost: seed " + seed);
    Random random = new Random(seed);
    int port = freePort();
    List<Terminal> terminals = new ArrayList<>();
    for (int i = 0; i < TERMINALS; i++) {
      TerminalSettings settings =
          TerminalSettings.of(
                  "TERM000" + i, "M", DIALECT, "127.0.0.1", port, folder.resolve("t" + i))
              .withWaits(1_000, 50);
      terminals.add(await(Terminal.start(vertx, settings)));
    }
    for (int kill = 0; kill < KILLS; kill++) {
      try (OtherProcess acquirer = start(port)) {
        killed = false;
        long enough = approved.get() + 100 + random.nextInt(200);
        List<Future<Void>> paying = terminals.stream().map(this::pay).toList();
        until("payments", () -> approved.get() >= enough);
        acquirer.kill();
        killed = true;
        await(Future.all(paying));
      }
    }
    try (OtherProcess acquirer = start(port)) {
      for (Terminal terminal : terminals) await(terminal.settled());
      acquirer.kill();
    }
    Acquirer after = await(Acquirer.start(vertx, AcquirerSettings.of(DIALECT, folder)));
    JsonObject books = await(after.totals("")).getJsonObject("GBP");
    assertTrue(approved.get() >= 100 * KILLS);
    assertEquals(approved.get(), books.getLong("payments"), "the terminals' and the acquirer's");
    assertEquals(700 * approved.get(), books.getLong("paymentsMinor"));
  }

  /** One after the other, until the acquirer is killed; what is in doubt is first made up for. */
  private Future<Void> pay(Terminal terminal) {
    return terminal
        .pay("p" + references.incrementAndGet(), 700, TestCard.VISA, Entry.MAGSTRIPE)
        .compose(
            result -> {
              if (result instanceof PaymentResult.Approved) approved.incrementAndGet();
              if (killed) return Future.succeededFuture();
              return result instanceof PaymentResult.Approved
                  ? pay(terminal)
                  : vertx.timer(20, TimeUnit.MILLISECONDS).compose(later -> pay(terminal));
            });
  }

  private OtherProcess start(int port) throws Exception {
    OtherProcess acquirer = OtherProcess.start(Main.class, folder.toString(), String.valueOf(port));
    acquirer.said("ready");
    return acquirer;
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
