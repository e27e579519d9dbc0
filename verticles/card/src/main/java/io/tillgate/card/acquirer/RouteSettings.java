package io.tillgate.card.acquirer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Which requests go to which acquirer. All that is given must hold; what is left out always does.
 *
 * @param bins beginnings of card numbers, of which one must fit; a request that names no card fits
 *     none
 * @param brands as card records call them: visa, mastercard, amex, ...
 * @param terminals names of terminals, with {@code *} for any characters
 * @param currency letters (ISO 4217), or null
 * @param fromMinor least amount, in minor units of {@code currency}. 0
 * @param toMinor greatest amount. No limit
 * @param acquirer where they go
 * @param failOverTo where they go while that one takes nothing, or null
 */
public record RouteSettings(
    List<BinRange> bins,
    List<String> brands,
    List<TerminalPattern> terminals,
    String currency,
    long fromMinor,
    long toMinor,
    String acquirer,
    String failOverTo) {

  public RouteSettings {
    bins = List.copyOf(bins);
    brands = List.copyOf(brands);
    terminals = List.copyOf(terminals);
    if (acquirer == null) throw new IllegalArgumentException("a route must name its acquirer");
    boolean isAmountLimited = fromMinor > 0 || toMinor < Long.MAX_VALUE;
    if (isAmountLimited && currency == null) {
      throw new IllegalArgumentException(
          "amounts are in minor units of a currency: give its letters, too");
    }
    if (fromMinor < 0 || toMinor < fromMinor) {
      throw new IllegalArgumentException("no amount lies between fromMinor and toMinor");
    }
    if (acquirer.equals(failOverTo)) {
      throw new IllegalArgumentException("failOverTo names the acquirer itself: name another");
    }
  }

  /**
   * Reads one item of {@code routes}.
   *
   * @throws IllegalArgumentException where it means nothing, with the reason
   */
  public static RouteSettings of(JsonObject section) {
    return new RouteSettings(
        list(section, "bins", BinRange::of),
        list(section, "brands", Function.identity()),
        list(section, "terminals", TerminalPattern::new),
        section.getString("currency"),
        section.getLong("fromMinor", 0L),
        section.getLong("toMinor", Long.MAX_VALUE),
        section.getString("acquirer"),
        section.getString("failOverTo"));
  }

  private static <T> List<T> list(JsonObject section, String name, Function<String, T> read) {
    List<T> list = new ArrayList<>();
    for (Object item : section.getJsonArray(name, new JsonArray())) {
      list.add(read.apply(item.toString()));
    }
    return list;
  }

  boolean looksAtCard() {
    return !bins.isEmpty() || !brands.isEmpty();
  }

  /** Whether every request that {@code other} takes is one of this route's. */
  boolean covers(RouteSettings other) {
    return coversAll(bins, other.bins, BinRange::covers)
        && coversAll(brands, other.brands, String::equals)
        && coversAll(terminals, other.terminals, TerminalPattern::covers)
        && (currency == null || currency.equals(other.currency))
        && fromMinor <= other.fromMinor
        && toMinor >= other.toMinor;
  }

  private interface Relation<T> {
    boolean holds(T one, T other);
  }

  private static <T> boolean coversAll(List<T> ours, List<T> theirs, Relation<T> covers) {
    if (ours.isEmpty()) return true;
    if (theirs.isEmpty()) return false;
    return theirs.stream().allMatch(each -> ours.stream().anyMatch(our -> covers.holds(our, each)));
  }

  /** Whether both ask for some of the same cards, or amounts, and a request may be both routes'. */
  boolean overlaps(RouteSettings other) {
    boolean sameKind =
        !bins.isEmpty() && !other.bins.isEmpty() || isAmountLimited() && other.isAmountLimited();
    return sameKind
        && meets(bins, other.bins, BinRange::overlaps)
        && meets(brands, other.brands, String::equals)
        && (terminals.isEmpty() || other.terminals.isEmpty() || terminalsMeet(other))
        && (currency == null || other.currency == null || currency.equals(other.currency))
        && fromMinor <= other.toMinor
        && toMinor >= other.fromMinor;
  }

  private boolean isAmountLimited() {
    return fromMinor > 0 || toMinor < Long.MAX_VALUE;
  }

  private static <T> boolean meets(List<T> ours, List<T> theirs, Relation<T> meet) {
    if (ours.isEmpty() || theirs.isEmpty()) return true;
    return ours.stream().anyMatch(our -> theirs.stream().anyMatch(each -> meet.holds(our, each)));
  }

  private boolean terminalsMeet(RouteSettings other) {
    return coversAny(terminals, other.terminals) || coversAny(other.terminals, terminals);
  }

  private static boolean coversAny(List<TerminalPattern> some, List<TerminalPattern> others) {
    return some.stream().anyMatch(each -> others.stream().anyMatch(each::covers));
  }
}
