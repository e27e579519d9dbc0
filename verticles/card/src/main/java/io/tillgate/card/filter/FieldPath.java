package io.tillgate.card.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a field is: {@code $.card.number} and {@code $..number} in JSON, {@code /Sale/Card/@number}
 * and {@code //Number} in XML, a plain name in forms. Lists are passed through: {@code
 * $.cards[*].number} and {@code $.cards.number} say the same. XML names are local ones.
 *
 * @param written as it stands in the settings
 * @param steps names from the outside in
 */
record FieldPath(String written, Syntax syntax, List<Step> steps) {
  enum Syntax {
    JSON,
    XML,
    FORM
  }

  /**
   * @param name null for any
   * @param anyDepth whether levels may lie before it
   */
  record Step(byte[] name, boolean anyDepth) {}

  private static final int MAX_NAME = 128;

  /**
   * @throws IllegalArgumentException with what is wrong and how it is written
   */
  static FieldPath of(String written) {
    if (written.startsWith("$")) return new FieldPath(written, Syntax.JSON, json(written));
    if (written.startsWith("/")) return new FieldPath(written, Syntax.XML, xml(written));
    return new FieldPath(written, Syntax.FORM, List.of(step(written, written, false)));
  }

  private static List<Step> json(String written) {
    List<Step> steps = new ArrayList<>();
    int at = 1;
    while (at < written.length()) {
      if (written.startsWith("[*]", at)) {
        at += 3;
        continue;
      }
      if (written.charAt(at) != '.') {
        throw bad(written, "write it like $.card.number, $..number or $.cards[*].number");
      }
      boolean any = written.startsWith("..", at);
      int from = at + (any ? 2 : 1);
      int to = from;
      while (to < written.length() && written.charAt(to) != '.' && written.charAt(to) != '[') to++;
      steps.add(step(written, written.substring(from, to), any));
      at = to;
    }
    if (steps.isEmpty()) throw bad(written, "name a field behind the $");
    return steps;
  }

  private static List<Step> xml(String written) {
    List<Step> steps = new ArrayList<>();
    int at = 0;
    while (at < written.length()) {
      boolean any = written.startsWith("//", at);
      int from = at + (any ? 2 : 1);
      int to = written.indexOf('/', from);
      if (to < 0) to = written.length();
      String name = written.substring(from, to);
      boolean attribute = name.startsWith("@");
      if (attribute && to < written.length()) throw bad(written, "an attribute comes last");
      if (name.indexOf(':') >= 0) throw bad(written, "leave prefixes of names out");
      if (attribute && any) {
        steps.add(new Step(null, true));
        any = false;
      }
      steps.add(step(written, name, any));
      at = to;
    }
    return steps;
  }

  private static Step step(String written, String name, boolean any) {
    if (name.equals("*")) return new Step(null, any);
    if (name.isEmpty() || name.equals("@") || name.length() > MAX_NAME) {
      throw bad(written, "a name has 1 to " + MAX_NAME + " characters");
    }
    if (!name.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw bad(written, "names are plain ASCII");
    }
    return new Step(name.getBytes(StandardCharsets.US_ASCII), any);
  }

  private static IllegalArgumentException bad(String written, String reason) {
    return new IllegalArgumentException("'" + written + "' is no path of a field: " + reason);
  }
}
