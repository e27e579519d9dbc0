package io.tillgate.card.standin;

/**
 * How much of one currency may be approved offline; minor units, each the highest that is allowed.
 *
 * @param floorMinor one sale. 5000
 * @param cardSumMinor what waits to be told of one card. 10000
 * @param storeSumMinor what waits to be told of the whole store: what it may lose. 100000
 */
public record MoneyLimits(long floorMinor, long cardSumMinor, long storeSumMinor) {}
