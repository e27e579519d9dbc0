package io.tillgate.card.payment;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.Random;

/** Time that a test turns, and everything that waits for it. One thread. */
public final class Simulation {
  private static final long MAX_EVENTS = 2_000_000;
  private static final long START_EPOCH_MILLIS = 1_790_000_000_000L;

  public final Random random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long clockAheadMillis;
  private long sequence;
  private long executed;

  private record Event(long at, long sequence, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  public Simulation(long seed) {
    this.random = new Random(seed);
  }

  public long now() {
    return now;
  }

  public long epochMillis() {
    return START_EPOCH_MILLIS + now + clockAheadMillis;
  }

  /** The wall clock is set, by a person or by a time server; what waits for time is not moved. */
  public void jumpClock(long millis) {
    clockAheadMillis += millis;
  }

  /** The wall clock of the simulated time. */
  public Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return Instant.ofEpochMilli(epochMillis());
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("UTC");
      }
    };
  }

  public void after(long millis, Runnable task) {
    events.add(new Event(now + Math.max(0, millis), sequence++, task));
  }

  /** A wait between the two, ends included. */
  public long between(long least, long most) {
    return least + random.nextLong(most - least + 1);
  }

  public boolean chance(double share) {
    return random.nextDouble() < share;
  }

  /** Events that were carried out. */
  public long executed() {
    return executed;
  }

  /** Carries out the next event; false where there is none before {@code until}. */
  public boolean step(long until) {
    if (events.isEmpty() || events.peek().at > until) {
      now = Math.max(now, until);
      return false;
    }
    if (executed++ > MAX_EVENTS)
      throw new AssertionError(
          "the world does not come to rest, at " + now + " with " + events.size());
    Event next = events.remove();
    now = next.at;
    next.task.run();
    return true;
  }
}
