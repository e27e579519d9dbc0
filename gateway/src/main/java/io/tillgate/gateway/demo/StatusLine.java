package io.tillgate.gateway.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.StringJoiner;

/**
 * The demo's one line: time, and for each store its line, what central has of it and what waits in
 * it. On a terminal it is written over itself; elsewhere a line is printed now and then. Lines that
 * stay are printed above it, by any thread.
 */
final class StatusLine {
  private static final int PLAIN_EVERY_SECONDS = 5;
  private static final String CLEAR = "\r\u001b[K";

  /** A line that the terminal would break in two could not be written over. */
  private static final String CUT_AT_THE_EDGE = "\u001b[?7l";

  private static final String BREAK_AT_THE_EDGE = "\u001b[?7h";

  private final World world;
  private final PrintStream out;
  private final boolean live;
  private long lastPlainSecond = -PLAIN_EVERY_SECONDS;
  private String shown = "";

  /**
   * @param live whether {@code out} is a terminal
   */
  StatusLine(World world, PrintStream out, boolean live) {
    this.world = world;
    this.out = out;
    this.live = live;
  }

  void show(Duration elapsed) {
    long second = elapsed.toSeconds();
    if (!live && second - lastPlainSecond < PLAIN_EVERY_SECONDS) return;
    lastPlainSecond = second;
    String text = "%02d:%02d  %s".formatted(second / 60, second % 60, stores());
    synchronized (this) {
      shown = text;
      if (live) draw();
      else out.println(text);
    }
  }

  private void draw() {
    out.print(CLEAR + CUT_AT_THE_EDGE + shown + " " + BREAK_AT_THE_EDGE);
    out.flush();
  }

  synchronized void news(String sentence) {
    out.println((live ? CLEAR : "") + "       " + sentence);
    if (live) draw();
  }

  /** Leaves the line as it is; what follows is printed below. */
  synchronized void end() {
    if (!shown.isEmpty() && live) out.println();
    shown = "";
  }

  private String stores() {
    JsonArray known =
        Reading.json(world.livingPage(), "/v1/stores")
            .map(all -> all.getJsonArray("items"))
            .orElse(new JsonArray());
    StringJoiner all = new StringJoiner(" | ");
    for (World.Store store : world.stores()) {
      String line = world.lines().isUp(store.name()) ? "up" : "CUT";
      String waiting =
          Reading.metric(store.edge().management(), "tillgate_uplink_backlog_records")
              .map("%,.0f waiting"::formatted)
              .orElse("edge is away");
      all.add("%s %s: %s, %s".formatted(store.name(), line, atCentral(known, store), waiting));
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
      return "%,d sales, %,d by card".formatted(sales, payments);
    }
    return "none at central";
  }
}
