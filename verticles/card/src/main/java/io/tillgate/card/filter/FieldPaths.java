package io.tillgate.card.filter;

import java.util.Arrays;
import java.util.List;

/**
 * Follows all paths of one syntax at once, as deep as a body goes: a state is a bit for each place
 * reached in a path. Immutable.
 */
final class FieldPaths {
  /** Steps of all paths together, and one for each path. */
  static final int MAX_PLACES = 64;

  static final FieldPaths NONE = new FieldPaths(List.of());

  /** A path, and what is done with what it leads to. */
  record Target(FieldPath path, Rule rule) {}

  private final FieldPath.Step[] steps;
  private final Rule[] accepts;
  private final long start;

  /**
   * @param targets the first that fits decides
   * @throws IllegalArgumentException where they are too many
   */
  FieldPaths(List<Target> targets) {
    int places = targets.stream().mapToInt(each -> each.path().steps().size() + 1).sum();
    if (places > MAX_PLACES) {
      throw new IllegalArgumentException(
          "too many or too long paths: their names and one for each are "
              + places
              + ", at most "
              + MAX_PLACES
              + " go into one route; use .. or //, or a second route");
    }
    steps = new FieldPath.Step[places];
    accepts = new Rule[places];
    long begin = 0;
    int at = 0;
    for (Target target : targets) {
      begin |= 1L << at;
      for (FieldPath.Step step : target.path().steps()) steps[at++] = step;
      accepts[at++] = target.rule();
    }
    start = begin;
  }

  boolean isEmpty() {
    return steps.length == 0;
  }

  /** The state outside of everything. */
  long start() {
    return start;
  }

  /** The state within what has this name. */
  long enter(long state, byte[] name, int length) {
    long next = 0;
    for (long left = state; left != 0; left &= left - 1) {
      int place = Long.numberOfTrailingZeros(left);
      FieldPath.Step step = steps[place];
      if (step == null) continue;
      if (step.anyDepth()) next |= 1L << place;
      if (step.name() == null || isName(step.name(), name, length)) next |= 1L << (place + 1);
    }
    return next;
  }

  private static boolean isName(byte[] wanted, byte[] name, int length) {
    return wanted.length == length && Arrays.equals(wanted, 0, length, name, 0, length);
  }

  /** What is done with the text here; null where no path leads here. */
  Rule at(long state) {
    for (long left = state; left != 0; left &= left - 1) {
      Rule rule = accepts[Long.numberOfTrailingZeros(left)];
      if (rule != null) return rule;
    }
    return null;
  }
}
