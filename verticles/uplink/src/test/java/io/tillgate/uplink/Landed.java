package io.tillgate.uplink;

import io.tillgate.retail.feed.Batch;
import io.tillgate.retail.feed.Event;
import java.util.ArrayList;
import java.util.List;

/** What central has of one journal; shared by the nodes of a central, as PostgreSQL is. */
final class Landed {
  private final List<Event> events = new ArrayList<>();
  private long first;
  private long epoch = -1;

  /** Begins with everything below {@code next} already there. */
  synchronized void begin(long next) {
    first = next;
    events.clear();
  }

  synchronized long next() {
    return first + events.size();
  }

  /** Lands what is new of a batch; -1 where it would leave a gap. */
  synchronized long land(long batchEpoch, Batch batch) {
    if (epoch < 0) epoch = batchEpoch;
    if (epoch != batchEpoch) throw new IllegalStateException("epoch " + batchEpoch);
    if (batch.firstOffset() > next()) return -1;
    for (Event event : batch.events()) {
      if (event.offset() == next()) events.add(event);
    }
    return next();
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }
}
