package io.tillgate.retail;

/**
 * Tax on one line at one rate, as the till computed it. Amount and rate are both kept, and neither
 * is derived from the other: tills round per line, per receipt or by largest remainder, and some
 * taxes have another base than the line's total.
 *
 * @param code the till's name of the tax, or null
 * @param inclusive whether the line's total already contains it
 * @param amountMinor 0 or more
 */
public record TaxLine(String code, Percent ratePercent, boolean inclusive, long amountMinor) {}
