package io.tillgate.gateway.demo;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What each party counted, side by side. It balances when all who can count a measure agree on its
 * number and its sum, for every store and currency.
 */
final class BalanceSheet {
  /** The first columns, which hold no numbers. */
  private static final int WORDS = 2;

  /** In place of a currency where things are counted that have no price. */
  static final String NO_MONEY = "";

  /** Who counts. */
  enum Party {
    SHOP("tills, terminals"),
    ACQUIRER("acquirer"),
    JOURNAL("edge journal"),
    CENTRAL("central");

    private final String title;

    Party(String title) {
      this.title = title;
    }
  }

  /** What is counted, and by whom. */
  enum Measure {
    SALES("sales", Party.SHOP, Party.JOURNAL, Party.CENTRAL),
    REFUNDS("refunds", Party.SHOP, Party.JOURNAL, Party.CENTRAL),
    WRITE_OFFS("write-offs", Party.SHOP, Party.JOURNAL, Party.CENTRAL),
    CARD_PAYMENTS("card payments", Party.values()),
    CARD_REFUNDS("card refunds", Party.values());

    private final String title;
    private final Set<Party> counters;

    Measure(String title, Party... counters) {
      this.title = title;
      this.counters = EnumSet.copyOf(List.of(counters));
    }
  }

  /**
   * A number of events and their sum.
   *
   * @param minor minor units of the row's currency
   */
  record Count(long count, long minor) {
    static final Count NONE = new Count(0, 0);

    Count plus(long minorOfOne) {
      return new Count(count + 1, minor + minorOfOne);
    }
  }

  private record Row(String store, Measure measure, String currency) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      int byStore = store.compareTo(other.store);
      if (byStore != 0) return byStore;
      int byMeasure = measure.compareTo(other.measure);
      return byMeasure != 0 ? byMeasure : currency.compareTo(other.currency);
    }
  }

  private final Map<Row, Map<Party, Count>> rows = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  void enter(Party party, String store, Measure measure, String currency, Count count) {
    if (!measure.counters.contains(party)) {
      throw new IllegalArgumentException(party + " does not count " + measure);
    }
    if (count.equals(Count.NONE)) return;
    rows.computeIfAbsent(new Row(store, measure, currency), row -> new EnumMap<>(Party.class))
        .put(party, count);
  }

  /** Something that no sum shows and people should know; printed below the rows. */
  void note(String sentence) {
    notes.add(sentence);
  }

  boolean balanced() {
    return !rows.isEmpty() && differences().isEmpty();
  }

  /** A sentence for each row whose parties disagree. */
  List<String> differences() {
    List<String> found = new ArrayList<>();
    rows.forEach(
        (row, counts) -> {
          long different =
              row.measure.counters.stream()
                  .map(party -> counts.getOrDefault(party, Count.NONE))
                  .distinct()
                  .count();
          if (different > 1) found.add(row.store + ": " + row.measure.title + " differ");
        });
    return found;
  }

  void print(PrintStream out) {
    if (rows.isEmpty()) out.println("Nothing was sold.");
    else printRows(out);
    notes.forEach(out::println);
    differences().forEach(difference -> out.println("DIFFERENCE  " + difference));
    out.println(
        balanced() ? "The books balance." : "The books do NOT balance; see the rows above.");
  }

  /** Columns as wide as what is in them, so that a common terminal need not break lines. */
  private void printRows(PrintStream out) {
    List<List<String>> lines = new ArrayList<>();
    List<String> titles = new ArrayList<>(List.of("store", ""));
    for (Party party : Party.values()) titles.add(party.title);
    lines.add(titles);
    rows.forEach(
        (row, counts) -> {
          List<String> cells = new ArrayList<>(List.of(row.store, row.measure.title));
          for (Party party : Party.values()) cells.add(cell(row, counts, party));
          lines.add(cells);
        });
    StringBuilder format = new StringBuilder();
    for (int column = 0; column < titles.size(); column++) {
      int at = column;
      int width = lines.stream().mapToInt(cells -> cells.get(at).length()).max().orElse(1);
      format.append(column < WORDS ? "%-" : "%").append(Math.max(1, width)).append("s  ");
    }
    String line = format.toString();
    for (List<String> cells : lines) {
      out.println(line.formatted(cells.toArray()).stripTrailing());
    }
  }

  private static String cell(Row row, Map<Party, Count> counts, Party party) {
    if (!row.measure.counters.contains(party)) return "";
    Count count = counts.getOrDefault(party, Count.NONE);
    if (row.currency.equals(NO_MONEY)) return "%,d".formatted(count.count);
    int digits = Currency.getInstance(row.currency).getDefaultFractionDigits();
    String sum = BigDecimal.valueOf(count.minor, digits).toPlainString();
    return "%,d  %s %s".formatted(count.count, sum, row.currency);
  }
}
