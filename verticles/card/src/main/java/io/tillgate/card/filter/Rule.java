package io.tillgate.card.filter;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What is done with the text of one place.
 *
 * @param kind how the place was found
 * @param action what becomes of a card number there
 * @param digits whether a token is to be of digits too
 */
record Rule(Kind kind, Action action, boolean digits) {
  enum Kind {
    /** Any place: a number that range, length and check digit show to be a card's. */
    NET,
    /** A configured field: any 8 to 19 digits. */
    FIELD,
    /** A field whose name says that it holds a card's security code. */
    CODE,
    /** A field whose name says that it holds a track. */
    TRACK
  }

  private static final Set<String> CODES =
      Set.of(
          "cvv",
          "cvv2",
          "cvc",
          "cvc2",
          "cvn",
          "csc",
          "cav2",
          "cvvcode",
          "cvccode",
          "cardcvv",
          "cardcvc",
          "cardcode",
          "cardcvv2",
          "cardcvc2",
          "securitycode",
          "cardsecuritycode",
          "verificationvalue",
          "verificationcode",
          "cardverificationvalue",
          "cardverificationcode",
          "cardverification",
          "carddatacode",
          "cvvnumber",
          "cvcnumber");

  private static final Set<String> TRACKS =
      Set.of(
          "track",
          "track1",
          "track2",
          "track3",
          "trackdata",
          "track1data",
          "track2data",
          "tracks",
          "track2equivalent",
          "track2equivalentdata",
          "magstripe",
          "magneticstripe",
          "magstripedata",
          "carddata",
          "swipe");

  private static final int MAX_NAME = 32;

  /** What a field's name alone says: null, {@link Kind#CODE} or {@link Kind#TRACK}. */
  static Kind named(byte[] name, int length) {
    if (length < 3 || length > 2 * MAX_NAME) return null;
    byte[] plain = new byte[MAX_NAME];
    int count = 0;
    for (int i = 0; i < length; i++) {
      int c = name[i];
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      boolean digit = c >= '0' && c <= '9';
      if (!letter && !digit) {
        // What stands in brackets or behind a dot is the name: card[cvv], card.cvv.
        if ((c == '[' || c == '.') && i + 1 < length) count = 0;
        continue;
      }
      if (count == MAX_NAME) return null;
      plain[count++] = (byte) (letter ? c | 0x20 : c);
    }
    // Most names have neither of these letters where all of ours have one.
    String word = new String(plain, 0, count, StandardCharsets.US_ASCII);
    if (CODES.contains(word)) return Kind.CODE;
    return TRACKS.contains(word) ? Kind.TRACK : null;
  }
}
