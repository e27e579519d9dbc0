package io.tillgate.card.filter;

import io.tillgate.wire.TextNumber;
import java.util.Arrays;
import java.util.Map;

/**
 * Looks for card data in addresses and headers, where they have no business: others log those. As
 * they stand, and percent-decoded as often as they are encoded. One thread.
 */
final class HeadScreen {
  private static final int ROUNDS = 3;
  private static final int LOOK = TextNumber.LOOK;

  private final TextNumber number = new TextNumber();

  /** Where card data are: {@code address}, a header of a known name, {@code header}; or null. */
  String find(String address, Iterable<Map.Entry<String, String>> headers) {
    if (address != null && holds(address)) return "address";
    for (Map.Entry<String, String> each : headers) {
      if (holds(each.getValue()) || holds(each.getKey())) return header(each.getKey());
    }
    return null;
  }

  /** Any other name is the sender's choice, and could hold a number itself. */
  private static String header(String name) {
    for (String known : new String[] {"referer", "cookie", "set-cookie", "location"}) {
      if (known.equalsIgnoreCase(name)) return known + " header";
    }
    return "headers";
  }

  boolean holds(String text) {
    if (!mayHold(text)) return false;
    byte[] latin = new byte[text.length()];
    for (int i = 0; i < latin.length; i++) {
      latin[i] = (byte) Letters.plain(text.charAt(i));
    }
    try {
      int length = latin.length;
      for (int round = 0; round < ROUNDS; round++) {
        if (holds(latin, length)) return true;
        int decoded = decode(latin, length);
        if (decoded == length && round > 0) return false;
        length = decoded;
      }
      return holds(latin, length);
    } finally {
      Arrays.fill(latin, (byte) 0);
      number.clear();
    }
  }

  /** Most have no three digits. */
  private static boolean mayHold(String text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= '0' && c <= '9' || c >= 0x80) && ++digits == 3) return true;
    }
    return false;
  }

  private boolean holds(byte[] text, int length) {
    for (int at = 0; at < length; at++) {
      boolean digit = text[at] >= '0' && text[at] <= '9';
      boolean follows = at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9';
      if (!digit && !follows) continue;
      int from = Math.max(0, at - LOOK);
      int to = Math.min(length, at + LOOK);
      if (number.matches(text, from, at, to)) return true;
      if (digit && CodeWord.end(text, from, at, to) > at) return true;
    }
    return false;
  }

  /** Decodes in place: {@code %34} is 4, + is a blank. */
  private static int decode(byte[] text, int length) {
    int to = 0;
    for (int at = 0; at < length; at++) {
      int c = text[at];
      if (c == '%' && at + 2 < length + 0 && Letters.hex(text[at + 1]) >= 0) {
        int low = Letters.hex(text[at + 2]);
        if (low >= 0) {
          c = Letters.plain(Letters.hex(text[at + 1]) << 4 | low);
          at += 2;
        }
      } else if (c == '+') {
        c = ' ';
      }
      text[to++] = (byte) c;
    }
    return to;
  }
}
