package io.tillgate.sandbox.acquirer;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How the acquirer misbehaves. What happens to a message follows from the seed, from what the
 * message is, and from how often it came: not from the order in which connections are served.
 *
 * @param perMille of messages that meet each fault; together at most 1,000
 * @param slowMillis a slow answer takes up to so long
 * @param lateMillis a late answer comes after so long
 * @param declineAll whether nothing is approved
 * @param network whether sign-on and echo meet faults too
 */
public record Faults(
    Map<Fault, Integer> perMille,
    long slowMillis,
    long lateMillis,
    boolean declineAll,
    boolean network) {

  /** What can happen to one message. */
  public enum Fault {
    /** Decided, and never answered. */
    SILENT,
    /** Answered a little later. */
    SLOW,
    /** Answered when nobody waits any more. */
    LATE,
    /** Answered twice. */
    DOUBLED,
    /** Decided; then the connection is closed in place of an answer. */
    DROPPED,
    /** Never reaches the host. */
    LOST;

    static Fault named(String name) {
      for (Fault fault : values()) {
        if (fault.name().equalsIgnoreCase(name)) return fault;
      }
      throw new IllegalArgumentException(
          "there is no such fault; there are silent, slow, late, doubled, dropped, lost");
    }
  }

  private static final int ALL = 1_000;

  public static final Faults NONE = new Faults(Map.of(), 500, 30_000, false, false);

  public Faults {
    Map<Fault, Integer> shares = new EnumMap<>(Fault.class);
    shares.putAll(perMille);
    perMille = Collections.unmodifiableMap(shares);
    int sum = 0;
    for (int share : shares.values()) {
      if (share < 0) throw new IllegalArgumentException("a share below 0");
      sum += share;
    }
    if (sum > ALL) throw new IllegalArgumentException("faults of more than 1000 per mille");
    if (slowMillis < 1 || lateMillis < 1) throw new IllegalArgumentException("waits are above 0");
  }

  public Faults with(Fault fault, int share) {
    Map<Fault, Integer> shares = new EnumMap<>(Fault.class);
    shares.putAll(perMille);
    shares.put(fault, share);
    return new Faults(shares, slowMillis, lateMillis, declineAll, network);
  }

  public Faults withDeclineAll(boolean declineAll) {
    return new Faults(perMille, slowMillis, lateMillis, declineAll, network);
  }

  public Faults withWaits(long slowMillis, long lateMillis) {
    return new Faults(perMille, slowMillis, lateMillis, declineAll, network);
  }

  public Faults withNetwork(boolean network) {
    return new Faults(perMille, slowMillis, lateMillis, declineAll, network);
  }

  /** The fault that a throw of 0 to 999 means; null for none. */
  Fault at(int thrown) {
    int below = 0;
    for (Map.Entry<Fault, Integer> each : perMille.entrySet()) {
      below += each.getValue();
      if (thrown < below) return each.getKey();
    }
    return null;
  }

  /** Numbers for one message that came for the n-th time. */
  static SplittableRandom dice(long seed, int mti, Identity message, int time) {
    long mixed = seed;
    mixed = mixed * 31 + mti;
    mixed = mixed * 31 + message.bucket().hashCode();
    mixed = mixed * 31 + (message.local() == null ? 0 : message.local().hashCode());
    mixed = mixed * 31 + time;
    return new SplittableRandom(mixed);
  }

  JsonObject json() {
    JsonObject shares = new JsonObject();
    for (Fault fault : Fault.values()) {
      shares.put(fault.name().toLowerCase(Locale.ROOT), perMille.getOrDefault(fault, 0));
    }
    return new JsonObject()
        .put("perMille", shares)
        .put("slowMillis", slowMillis)
        .put("lateMillis", lateMillis)
        .put("declineAll", declineAll)
        .put("network", network);
  }

  /**
   * Reads what {@link #json} writes; what is left out keeps the value it has here.
   *
   * @throws IllegalArgumentException naming what is not a fault
   */
  Faults changedBy(JsonObject json) {
    Map<Fault, Integer> shares = new EnumMap<>(Fault.class);
    shares.putAll(perMille);
    JsonObject given = json.getJsonObject("perMille", new JsonObject());
    for (String name : given.fieldNames()) {
      shares.put(Fault.named(name), given.getInteger(name));
    }
    return new Faults(
        shares,
        json.getLong("slowMillis", slowMillis),
        json.getLong("lateMillis", lateMillis),
        json.getBoolean("declineAll", declineAll),
        json.getBoolean("network", network));
  }
}
