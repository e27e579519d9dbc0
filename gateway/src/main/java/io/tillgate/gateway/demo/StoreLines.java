package io.tillgate.gateway.demo;

import io.tillgate.sandbox.net.Line;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * Each store's way to each node of central, over a line that can be cut. Thread-safe: the state of
 * a line belongs to its own context, and what is remembered here is what was last asked for.
 */
final class StoreLines implements Lines {
  private final Map<String, List<Line>> lines = new ConcurrentSkipListMap<>();
  private final Set<String> down = ConcurrentHashMap.newKeySet();
  private final Consumer<String> news;

  StoreLines(Consumer<String> news) {
    this.news = news;
  }

  /** Lays a line to each of central's ports; gives the ports that the store's edge connects to. */
  Future<List<Integer>> lay(Vertx vertx, String store, List<Integer> centralPorts) {
    List<Future<Line>> laid = new ArrayList<>();
    for (int port : centralPorts) laid.add(Line.open(vertx, 0, "127.0.0.1", port));
    return Future.all(laid)
        .map(
            all -> {
              List<Line> opened = all.list();
              lines.put(store, opened);
              return opened.stream().map(Line::port).toList();
            });
  }

  @Override
  public Set<String> stores() {
    return lines.keySet();
  }

  @Override
  public boolean isUp(String store) {
    return !down.contains(store);
  }

  @Override
  public void set(String store, boolean up) {
    boolean changed = up ? down.remove(store) : down.add(store);
    if (!changed) return;
    for (Line line : lines.get(store)) {
      if (up) line.heal();
      else line.cut(Line.Cut.HANG);
    }
    news.accept(store + (up ? "'s line is healed" : "'s line is cut; it goes on selling"));
  }

  void healAll() {
    for (String store : stores()) set(store, true);
  }
}
