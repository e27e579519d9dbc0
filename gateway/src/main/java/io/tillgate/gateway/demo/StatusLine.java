package io.tillgate.gateway.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.StringJoiner;

/**
 * The demo's one line: time, and for each store its line, what waits in it and what central has of
 * it. On a terminal it is written over itself; elsewhere a line is printed now and then.
 */
final class StatusLine {
  private static final int PLAIN_EVERY_SECONDS = 5;
  private static final String TO_LINE_START = "\r\u001b[K";

  private final World world;
  private final PrintStream out;
  private final boolean live = System.console() != null;
  private long lastPlainSecond = -PLAIN_EVERY_SECONDS;

  StatusLine(World world, PrintStream out) {
    this.world = world;
    this.out = out;
  }

  void show(Duration elapsed) {
    long second = elapsed.toSeconds();
    if (!live && second - lastPlainSecond < PLAIN_EVERY_SECONDS) return;
    lastPlainSecond = second;
    String text = "%02d:%02d  %s".formatted(second / 60, second % 60, stores());
    if (live) out.print(TO_LINE_START + text);
    else out.println(text);
    out.flush();
  }

  /** Prints above the line. */
  void news(String sentence) {
    out.println((live ? TO_LINE_START : "") + "       " + sentence);
    out.flush();
  }

  private String stores() {
    JsonArray known =
        world
            .reading()
            .json(world.livingPage(), "/v1/stores")
            .map(all -> all.getJsonArray("items"))
            .orElse(new JsonArray());
    StringJoiner all = new StringJoiner("  |  ");
    for (World.Store store : world.stores()) {
      String line = world.lines().isUp(store.name()) ? "up" : "CUT";
      String waiting =
          world
              .reading()
              .metric(store.edge().management(), "tillgate_uplink_backlog_records")
              .map(value -> "%.0f waiting".formatted(value))
              .orElse("edge is away");
      all.add("%s %s, %s, %s".formatted(store.name(), line, waiting, atCentral(known, store)));
    }
    return all.toString();
  }

  private static String atCentral(JsonArray known, World.Store store) {
    for (int i = 0; i < known.size(); i++) {
      JsonObject row = known.getJsonObject(i);
      if (!row.getString("store").equals(store.name())) continue;
      long sales = 0;
      long payments = 0;
      JsonArray totals = row.getJsonArray("totals");
      for (int j = 0; j < totals.size(); j++) {
        sales += totals.getJsonObject(j).getLong("sales");
        payments += totals.getJsonObject(j).getLong("payments");
      }
      return "%,d sales %,d payments at central".formatted(sales, payments);
    }
    return "not at central yet";
  }
}
