package io.tillgate.journal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Damage that was found, each place once. Any thread. */
final class DamageList {
  private record Place(String file, long position, long firstOffset) {}

  private final Set<Place> places = new HashSet<>();
  private final List<Damage> list = new ArrayList<>();
  private long records;

  /** False where it was known before, or the list is full. */
  synchronized boolean note(Damage damage) {
    if (list.size() >= JournalStatus.MAX_LISTED_DAMAGE) return false;
    Place place = new Place(damage.file(), damage.position(), damage.firstOffset());
    if (!places.add(place)) return false;
    list.add(damage);
    records += damage.records();
    return true;
  }

  synchronized List<Damage> list() {
    return List.copyOf(list);
  }

  synchronized long records() {
    return records;
  }
}
