package io.tillgate.card.filter;

/** A name as it is read; one that is longer than any of ours fits none. */
final class Name {
  private static final int MAX = 130;
  private static final int TOO_LONG = MAX + 1;

  final byte[] bytes = new byte[MAX];
  private int length;

  void clear() {
    length = 0;
  }

  void add(int c) {
    if (length < MAX) bytes[length++] = (byte) c;
    else length = TOO_LONG;
  }

  /** 0 for one that fits none. */
  int length() {
    return length == TOO_LONG ? 0 : length;
  }
}
