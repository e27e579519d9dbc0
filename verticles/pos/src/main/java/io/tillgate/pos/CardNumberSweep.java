package io.tillgate.pos;

import io.tillgate.retail.Flaw;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Looks for card numbers in every value and property name of an event, before anything of it is
 * kept. Values are looked at one by one, so that neighbours never add up to a number; ids and times
 * are passed over, since a UUID holds thirteen digits in a row often enough to refuse good sales.
 */
final class CardNumberSweep {
  /** The shortest card number. */
  private static final int MIN_DIGITS = 13;

  private static final int MAX_FLAWS = 20;
  private static final long SMALLEST = 1_000_000_000_000L;
  private static final Pattern ID_OR_TIME =
      Pattern.compile(
          "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
              + "|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(Z|[+-][0-9]{2}:[0-9]{2})");
  private static final String REASON =
      "holds what looks like a card number (13 to 19 digits with a card's check digit); send the"
          + " token or the last four digits, never the number";

  private final CardNumberGuard guard;

  CardNumberSweep(CardNumberGuard guard) {
    this.guard = guard;
  }

  /** Where card numbers are, at most twenty places; empty where there are none. */
  List<Flaw> of(Object tree) {
    List<Flaw> found = new ArrayList<>();
    sweep("", tree, found);
    return found;
  }

  private void sweep(String at, Object value, List<Flaw> found) {
    if (found.size() >= MAX_FLAWS) return;
    if (value instanceof Map<?, ?> properties) {
      properties.forEach(
          (name, each) -> {
            String place = Pointer.child(at, (String) name);
            if (isCardNumber((String) name)) found.add(new Flaw(place, REASON));
            sweep(place, each, found);
          });
    } else if (value instanceof List<?> items) {
      for (int i = 0; i < items.size(); i++) sweep(Pointer.child(at, i), items.get(i), found);
    } else if (value instanceof String text) {
      if (isCardNumber(text)) found.add(new Flaw(at, REASON));
    } else if (value instanceof Long number && Math.abs(number) >= SMALLEST) {
      if (isCardNumber(number.toString())) found.add(new Flaw(at, REASON));
    }
  }

  private boolean isCardNumber(String text) {
    if (text.length() < MIN_DIGITS) return false;
    if (text.chars().filter(Character::isDigit).limit(MIN_DIGITS).count() < MIN_DIGITS)
      return false;
    if (isGtin13(text) || ID_OR_TIME.matcher(text).matches()) return false;
    byte[] ascii = ascii(text);
    try {
      return guard.finds(ascii);
    } finally {
      Arrays.fill(ascii, (byte) 0);
    }
  }

  /**
   * An article number and nothing else. One in ten passes the check of a card number, and many
   * begin with a 4; cards of 13 digits have not been issued for decades.
   */
  private static boolean isGtin13(String text) {
    if (text.length() != 13) return false;
    int sum = 0;
    for (int i = 0; i < 13; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) return false;
      sum += i % 2 == 0 ? digit : 3 * digit;
    }
    return sum % 10 == 0;
  }

  private static byte[] ascii(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    if (ascii.length != text.length()) ascii = new byte[text.length()];
    for (int i = 0; i < ascii.length; i++) {
      char c = text.charAt(i);
      int digit = Character.digit(c, 10);
      if (digit >= 0) ascii[i] = (byte) ('0' + digit);
      else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) ascii[i] = ' ';
      else if (Character.getType(c) == Character.DASH_PUNCTUATION || c == '\u2212') ascii[i] = '-';
      else ascii[i] = c < 128 ? (byte) c : (byte) '?';
    }
    return ascii;
  }
}
