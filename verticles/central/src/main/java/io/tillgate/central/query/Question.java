package io.tillgate.central.query;

import io.tillgate.central.ingest.Source;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;

/**
 * What a list is asked for; newest first.
 *
 * @param store null for all
 * @param since rows of this time and later, or null
 * @param token a card's token, or null
 * @param open only what is open, or only what is not; null for both
 * @param limit rows at most
 * @param after the last row of the page before, or null
 */
record Question(
    String list,
    String store,
    OffsetDateTime since,
    String token,
    Boolean open,
    int limit,
    Cursor after) {
  private static final int MAX_TOKEN = 128;

  /** A question that cannot be answered; the message says what to do. */
  static final class Wrong extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  /**
   * @param list for example {@code sales}
   * @param known names of the parameters that this list takes
   * @throws Wrong for anything else
   */
  static Question of(String list, Set<String> known, MultiMap parameters, QuerySettings settings) {
    for (String name : parameters.names()) {
      if (!known.contains(name)) {
        throw new Wrong(
            "unknown parameter " + printable(name) + "; use " + String.join(", ", sorted(known)));
      }
      if (parameters.getAll(name).size() > 1) throw new Wrong("give " + name + " once");
    }
    String store = parameters.get("store");
    if (store != null && !Source.isName(store)) {
      throw new Wrong("store must be 1-64 letters, digits, dots, dashes and underlines");
    }
    String token = parameters.get("token");
    if (token != null && (token.isEmpty() || token.length() > MAX_TOKEN || token.indexOf(0) >= 0)) {
      throw new Wrong("token must be 1-" + MAX_TOKEN + " characters");
    }
    if (token != null && isCardNumber(token)) {
      throw new Wrong(
          "token must be a card's token, as payments show it: no card number is known here, and none"
              + " may be in an address");
    }
    OffsetDateTime since = since(parameters.get("since"));
    Question first =
        new Question(
            list,
            store,
            since,
            token,
            open(parameters.get("open")),
            limit(parameters.get("limit"), settings),
            null);
    String cursor = parameters.get("cursor");
    return cursor == null ? first : first.after(cursor);
  }

  private Question after(String cursor) {
    Cursor place =
        Cursor.decode(cursor, filter())
            .orElseThrow(
                () ->
                    new Wrong(
                        "cursor is not one of this question; take \"next\" of the page before and"
                            + " leave the other parameters as they were"));
    return new Question(list, store, since, token, open, limit, place);
  }

  /** What must stay the same from page to page. */
  String filter() {
    return list + "\0" + store + "\0" + since + "\0" + token + "\0" + open;
  }

  private static Boolean open(String text) {
    if (text == null) return null;
    if (text.equals("true") || text.equals("false")) return text.equals("true");
    throw new Wrong("open must be true or false");
  }

  private static OffsetDateTime since(String text) {
    if (text == null) return null;
    try {
      // In a URL a plus sign means a blank, and people forget to escape it.
      OffsetDateTime time = OffsetDateTime.parse(text.replace(' ', '+'));
      if (time.getYear() < 1970 || time.getYear() > 2200) throw new Wrong("since is too far away");
      return time;
    } catch (DateTimeException e) {
      throw new Wrong("since must be an ISO 8601 time with an offset, as 2026-01-31T08:00:00Z");
    }
  }

  private static int limit(String text, QuerySettings settings) {
    if (text == null) return settings.pageRows();
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= settings.maxPageRows()) return limit;
    } catch (NumberFormatException e) {
      // Said below, as for a number out of bounds.
    }
    throw new Wrong("limit must be a whole number from 1 to " + settings.maxPageRows());
  }

  /** Tokens of digits alone fail Luhn's check, so that the two are never taken for each other. */
  private static boolean isCardNumber(String text) {
    String digits = text.replaceAll("[ .-]", "");
    return digits.matches("[0-9]{12,19}") && passesLuhn(digits);
  }

  private static boolean passesLuhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int twice = 2 * digit;
      sum += i % 2 == 0 ? digit : twice / 10 + twice % 10;
    }
    return sum % 10 == 0;
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private static String printable(String name) {
    String head = name.length() > 40 ? name.substring(0, 40) + "…" : name;
    return head.replaceAll("[^A-Za-z0-9._-]", "?").replaceAll("[0-9]{7,}", "…");
  }
}
