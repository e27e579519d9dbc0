package io.tillgate.pos;

/**
 * A guard for tests: 13 to 19 digits, single blanks and dashes between them, beginning with 3 to 6
 * and passing Luhn's check.
 */
final class LuhnGuard implements CardNumberGuard {

  @Override
  public boolean finds(byte[] text) {
    StringBuilder run = new StringBuilder();
    for (int i = 0; i <= text.length; i++) {
      char c = i < text.length ? (char) text[i] : '.';
      if (c >= '0' && c <= '9') {
        run.append(c);
      } else if ((c == ' ' || c == '-') && i > 0 && text[i - 1] >= '0' && text[i - 1] <= '9') {
        continue;
      } else {
        if (isCard(run)) return true;
        run.setLength(0);
      }
    }
    return false;
  }

  private static boolean isCard(CharSequence digits) {
    if (digits.length() < 13 || digits.length() > 19) return false;
    if (digits.charAt(0) < '3' || digits.charAt(0) > '6') return false;
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit : 2 * digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }
}
