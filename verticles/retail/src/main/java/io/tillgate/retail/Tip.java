package io.tillgate.retail;

/**
 * A tip, kept apart from goods.
 *
 * @param id unique among the sale's tips
 * @param amountMinor 0 or more
 */
public record Tip(String id, long amountMinor) {}
