package io.tillgate.wire;

import java.util.Arrays;

/**
 * What one message tells of a card, read through its view. Copies are zeroed when they are used.
 */
final class CardFields {
  private static final int ENTRY_MODE = 22;
  private static final int EXPIRY_DIGITS = 4;

  private final MessageView view;
  private final Dialect dialect;
  private final EmvData emv = new EmvData();
  private boolean emvIndexed;

  CardFields(MessageView view) {
    this.view = view;
    this.dialect = view.dialect();
  }

  /** Forgets what was told of the message before. */
  void clear() {
    emv.clear();
    emvIndexed = false;
  }

  Pan pan() {
    int number = dialect.fieldHolding(Holds.PAN);
    if (view.has(number)) return pan(number);
    try (TrackData second = track(Holds.TRACK_2)) {
      if (second != null) return second.pan();
    }
    try (TrackData first = track(Holds.TRACK_1)) {
      if (first != null) return first.pan();
    }
    return emv().pan();
  }

  private Pan pan(int number) {
    byte[] digits = characters(number);
    try {
      return Pan.of(digits, 0, digits.length);
    } finally {
      Arrays.fill(digits, (byte) 0);
    }
  }

  private byte[] characters(int number) {
    byte[] characters = new byte[view.count(number)];
    view.characters(dialect.fieldOrNull(number), characters.length, characters, 0);
    return characters;
  }

  TrackData track(Holds which) {
    int number = dialect.fieldHolding(which);
    if (!view.has(number)) return null;
    byte[] characters = characters(number);
    try {
      return which == Holds.TRACK_1
          ? TrackData.track1(characters, 0, characters.length, number)
          : TrackData.track2(characters, 0, characters.length, number);
    } finally {
      Arrays.fill(characters, (byte) 0);
    }
  }

  Expiry expiry() {
    int number = dialect.fieldHolding(Holds.EXPIRY);
    if (view.has(number)) return expiry(number);
    try (TrackData second = track(Holds.TRACK_2)) {
      if (second != null) return second.expiry();
    }
    try (TrackData first = track(Holds.TRACK_1)) {
      return first == null ? Expiry.UNKNOWN : first.expiry();
    }
  }

  private Expiry expiry(int number) {
    byte[] digits = characters(number);
    try {
      if (digits.length != EXPIRY_DIGITS) return Expiry.UNKNOWN;
      int yymm = 0;
      for (byte digit : digits) {
        if (!Latin.isDigit(digit)) return Expiry.UNKNOWN;
        yymm = yymm * 10 + digit - '0';
      }
      return Expiry.of(yymm);
    } finally {
      Arrays.fill(digits, (byte) 0);
    }
  }

  EntryMode entryMode() {
    if (!view.has(ENTRY_MODE)) return EntryMode.UNKNOWN;
    byte[] code = characters(ENTRY_MODE);
    return EntryMode.of(
        dialect.edition(), new String(code, java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  EmvData emv() {
    if (emvIndexed) return emv;
    int number = dialect.fieldHolding(Holds.EMV);
    emv.clear();
    if (view.has(number)) {
      if (dialect.fieldOrNull(number).encoding().isHex()) {
        emv.own(characters(number), number);
      } else {
        emv.index(view.buffer(), view.offset(number), view.length(number), number);
      }
    }
    emvIndexed = true;
    return emv;
  }
}
