package io.tillgate.central.shard;

import io.tillgate.central.settings.Section;

/**
 * How long a dead node may keep its shards.
 *
 * @param leaseMillis within this time of a node's death the others own its shards; default 6,000
 */
public record LeaseSettings(long leaseMillis) {
  private static final int TICKS = 12;

  public static LeaseSettings of(Section section) {
    return new LeaseSettings(section.number("leaseMillis", 6_000, 600, 600_000));
  }

  /** How often a node looks whether there is something to renew, to take or to give back. */
  public long tickMillis() {
    return leaseMillis / TICKS;
  }

  /** What PostgreSQL grants: two ticks less, the time that others need to see it end. */
  public long grantMillis() {
    return leaseMillis - 2 * tickMillis();
  }

  public long renewMillis() {
    return leaseMillis / 3;
  }

  /** From the request for a lease: after this its holder stops, well before PostgreSQL ends it. */
  public long holdMillis() {
    return grantMillis() - tickMillis();
  }
}
