package io.tillgate.pos;

/**
 * JSON Pointers (RFC 6901) that may be shown. What a till wrote as a property name could be
 * anything, a card number too: a name with many digits is replaced, a long one is cut.
 */
final class Pointer {
  private static final int MAX_NAME_LENGTH = 64;
  private static final int MAX_DIGITS = 8;

  private Pointer() {}

  static String child(String parent, int index) {
    return parent + "/" + index;
  }

  static String child(String parent, String name) {
    String shown = name;
    if (name.chars().filter(Character::isDigit).count() > MAX_DIGITS) shown = "(withheld)";
    if (shown.length() > MAX_NAME_LENGTH) shown = shown.substring(0, MAX_NAME_LENGTH) + "…";
    return parent + "/" + shown.replace("~", "~0").replace("/", "~1");
  }
}
