package io.tillgate.central.ingest;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts and sums by currency: of a store, or what a batch changes of them. Currencies come in
 * alphabetical order, so that two transactions never wait for each other's rows crosswise.
 */
final class Totals {
  static final String NO_CURRENCY = "XXX";

  /** What is counted; each has a column for its count and one for its sum. */
  enum Figure {
    SALES,
    REFUNDS,
    PAYMENTS,
    CARD_REFUNDS,
    PAYMENTS_APPROVED,
    PAYMENTS_REVERSED,
    PAYMENTS_DECLINED,
    PAYMENTS_UNANSWERED,
    PAYMENTS_NOT_SENT,
    PAYMENTS_OPEN,
    REVERSALS_OWED,
    ADVICES_OWED,
    ADVICES_REFUSED,
    STOCK_MOVEMENTS;

    String countColumn() {
      return name().toLowerCase(Locale.ROOT);
    }

    String sumColumn() {
      return countColumn() + "_minor";
    }
  }

  /** One currency's figures. */
  record Line(String currency, long[] counts, long[] sums) {
    Line(String currency) {
      this(currency, new long[Figure.values().length], new long[Figure.values().length]);
    }

    long count(Figure figure) {
      return counts[figure.ordinal()];
    }

    long sum(Figure figure) {
      return sums[figure.ordinal()];
    }

    private boolean changesSomething() {
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] != 0 || sums[i] != 0) return true;
      }
      return false;
    }
  }

  private final Map<String, Line> lines = new TreeMap<>();

  /**
   * @throws ArithmeticException beyond a long
   */
  void add(String currency, Figure figure, long count, long minor) {
    Line line = lines.computeIfAbsent(currency, Line::new);
    int i = figure.ordinal();
    line.counts()[i] += count;
    line.sums()[i] = Math.addExact(line.sums()[i], minor);
  }

  /** The currencies in which something is not 0. */
  List<Line> lines() {
    return lines.values().stream().filter(Line::changesSomething).toList();
  }
}
