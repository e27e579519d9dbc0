package io.tillgate.gateway.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.tillgate.wire.CardNumberRedactor;

/** What may be written of an event: card numbers masked, length bounded. */
final class Clean {
  /** More of a message than anyone reads. */
  static final int MAX_MESSAGE_CHARACTERS = 8_192;

  static final int MAX_STACK_CHARACTERS = 32_768;

  /** Longer than any card number however it is split; a number cut in two would not be found. */
  private static final int OVERLAP_CHARACTERS = 128;

  private static final int MAX_FRAMES = 40;
  private static final int MAX_CAUSES = 8;

  private Clean() {}

  static String text(String text) {
    return text == null ? "null" : redact(text, MAX_MESSAGE_CHARACTERS);
  }

  static String message(ILoggingEvent event) {
    return text(event.getFormattedMessage());
  }

  /** The text of a value that was given apart from the message; its own failure is told instead. */
  static String value(Object value) {
    try {
      return text(String.valueOf(value));
    } catch (RuntimeException e) {
      return "(" + e.getClass().getName() + " in toString)";
    }
  }

  /** Line ends and other control characters are written out, so that a line stays one line. */
  static String controls(String text) {
    if (text == null || text.chars().noneMatch(Character::isISOControl)) return text;
    StringBuilder clean = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') clean.append("\\n");
      else if (Character.isISOControl(c)) clean.append(String.format("\\u%04x", (int) c));
      else clean.append(c);
    }
    return clean.toString();
  }

  /** Names, messages and places of an exception, its causes and what was suppressed. */
  static String stack(IThrowableProxy error) {
    StringBuilder text = new StringBuilder(2_048);
    append(text, error, "", 0);
    return redact(text.toString(), MAX_STACK_CHARACTERS);
  }

  private static void append(StringBuilder text, IThrowableProxy error, String kind, int depth) {
    if (!text.isEmpty()) text.append('\n');
    text.append(kind).append(error.getClassName());
    if (error.getMessage() != null) {
      text.append(": ").append(text(error.getMessage()));
    }
    if (error.isCyclic() || depth == MAX_CAUSES) {
      text.append(" (and so on)");
      return;
    }
    StackTraceElementProxy[] frames = error.getStackTraceElementProxyArray();
    int own = frames.length - error.getCommonFrames();
    for (int i = 0; i < Math.min(own, MAX_FRAMES); i++) {
      text.append("\n  at ").append(frames[i].getStackTraceElement());
    }
    if (own > MAX_FRAMES) text.append("\n  … ").append(own - MAX_FRAMES).append(" more");
    for (IThrowableProxy suppressed : error.getSuppressed()) {
      append(text, suppressed, "suppressed ", depth + 1);
    }
    if (error.getCause() != null) append(text, error.getCause(), "caused by ", depth + 1);
  }

  /** Masks card numbers in the first {@code most} characters, and leaves the rest out. */
  static String redact(String text, int most) {
    if (text.length() <= most) return CardNumberRedactor.redact(text);
    String masked =
        CardNumberRedactor.redact(
            text.substring(0, Math.min(text.length(), most + OVERLAP_CHARACTERS)));
    int kept = Math.min(most, masked.length());
    return masked.substring(0, kept) + "… (" + (text.length() - most) + " characters more)";
  }
}
