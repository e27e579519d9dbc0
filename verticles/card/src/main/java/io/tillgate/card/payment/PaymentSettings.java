package io.tillgate.card.payment;

import io.vertx.core.json.JsonObject;

/**
 * How much the edge takes on, and how long it remembers. How long the acquirer may take and how
 * often a reversal is repeated is the dialect's.
 *
 * @param maxInFlight payments between their intent and their outcome. 2,000: some seconds of a
 *     large store
 * @param reversalsInFlight reversals that wait for the acquirer at a time. 16: payments go first
 * @param rememberMillis how long a closed payment is known by its STAN, for repeats and for the
 *     terminal's reversals. 24 h
 * @param remembered how many closed payments are known. 20,000: some 10 MB
 * @param duplicateWindowMillis how long a purchase with the till's order id is known by it: the
 *     same order, card, amount and terminal again hears the first answer. 10 min
 * @param drainMillis how long a stop waits for answers before it reverses. 10 s
 * @param offlineMinFreeBytes with less left on the disk nothing is approved offline any more; above
 *     what the journal leaves free, so that this stops first. 512 MiB
 */
public record PaymentSettings(
    int maxInFlight,
    int reversalsInFlight,
    long rememberMillis,
    int remembered,
    long duplicateWindowMillis,
    long drainMillis,
    long offlineMinFreeBytes) {

  public PaymentSettings {
    atLeastOne("maxInFlight", maxInFlight);
    atLeastOne("reversalsInFlight", reversalsInFlight);
    atLeastOne("rememberMillis", rememberMillis);
    atLeastOne("remembered", remembered);
    if (offlineMinFreeBytes < 0) {
      throw new IllegalArgumentException("offlineMinFreeBytes must be 0 or more");
    }
    if (duplicateWindowMillis < 0) {
      throw new IllegalArgumentException("duplicateWindowMillis must be 0 or more");
    }
    if (drainMillis < 0) throw new IllegalArgumentException("drainMillis must be 0 or more");
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) throw new IllegalArgumentException(name + " must be 1 or more, not " + value);
  }

  /** Reads the section {@code payments}; what it leaves out has its default. */
  public static PaymentSettings of(JsonObject section) {
    return new PaymentSettings(
        section.getInteger("maxInFlight", 2_000),
        section.getInteger("reversalsInFlight", 16),
        section.getLong("rememberMillis", 86_400_000L),
        section.getInteger("remembered", 20_000),
        section.getLong("duplicateWindowMillis", 600_000L),
        section.getLong("drainMillis", 10_000L),
        section.getLong("offlineMinFreeBytes", 512L << 20));
  }
}
