package io.tillgate.pos;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Which events were recorded lately: a fold over the journal, by which a repeat gets its first
 * answer. Bounded by count and by age; central knows the ids of all time and is the last net.
 * Belongs to one context.
 */
final class DuplicateWindow {

  /** A recorded event. */
  record Seen(BodyHash hash, long offset) {}

  private record Arrival(UUID id, long epochMillis) {}

  private final Map<UUID, Seen> byId = new HashMap<>();
  private final ArrayDeque<Arrival> oldestFirst = new ArrayDeque<>();
  private final int maxIds;
  private final long maxAgeMillis;

  DuplicateWindow(int maxIds, long maxAgeMillis) {
    this.maxIds = maxIds;
    this.maxAgeMillis = maxAgeMillis;
  }

  /** Null where no event of this id is in the window. */
  Seen get(UUID id) {
    return byId.get(id);
  }

  /**
   * Keeps the first record of an id; a second one, which only a journal of an older version could
   * hold, changes nothing.
   */
  void add(UUID id, BodyHash hash, long offset, long epochMillis) {
    if (byId.putIfAbsent(id, new Seen(hash, offset)) != null) return;
    oldestFirst.add(new Arrival(id, epochMillis));
    while (oldestFirst.size() > maxIds
        || oldestFirst.peek().epochMillis() < epochMillis - maxAgeMillis) {
      byId.remove(oldestFirst.remove().id());
    }
  }

  int size() {
    return byId.size();
  }
}
