package io.tillgate.card;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;

/** A process whose memory is looked at: a card room, and no test that knows a card. */
public final class CardRoomProcess {
  private CardRoomProcess() {}

  public static void main(String[] arguments) throws Exception {
    ((ch.qos.logback.classic.Logger)
            org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))
        .setLevel(ch.qos.logback.classic.Level.OFF);
    Path home = Path.of(arguments[0]);
    JsonObject settings =
        new JsonObject()
            .put("dialect", arguments[1])
            .put("terminals", new JsonObject().put("port", 0))
            .put(
                "acquirer",
                new JsonObject().put("endpoints", new JsonArray().add("127.0.0.1:" + arguments[2])))
            .put("oneTimeKeys", new JsonObject().put("slots", 256));
    Path keys = home.resolve("keys");
    KeyRing ring = KeyRing.init(keys, keys.resolve(KeyRing.KEK_FILE), Clock.systemUTC());
    JournalSettings small =
        new JournalSettings(1 << 20, 1 << 16, 1 << 18, 1 << 20, 0, Duration.ofDays(7));
    Journal journal = Journal.open(home.resolve("journal"), ring.dataKey(), small);
    CardRoom.Means means =
        new CardRoom.Means(
            journal, ring, new SimpleMeterRegistry(), Clock.systemUTC(), new Random(), e -> {});
    CardVerticle verticle =
        new CardVerticle(CardRoom.open(CardSettings.of(settings), home.resolve("card"), means));
    Vertx.vertx().deployVerticle(verticle).toCompletionStage().toCompletableFuture().join();
    System.out.println(verticle.status().terminalPort());
    System.in.read();
    // Garbage too: what is zeroed needs no collector.
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(arguments[3], false);
    System.out.println("dumped");
    Thread.sleep(Long.MAX_VALUE);
  }
}
