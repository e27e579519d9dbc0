package io.tillgate.gateway.demo;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of the demo's time, counted from the first sale.
 *
 * @param from inclusive
 * @param to exclusive, after {@code from}
 */
public record Span(Duration from, Duration to) {
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})(ms|s|m|h)");

  public Span {
    if (to.compareTo(from) <= 0) {
      throw new IllegalArgumentException("ends before it begins: write it as 10s..20s");
    }
  }

  /** Reads {@code 10s..20s}. */
  public static Span parse(String text) {
    int dots = text.indexOf("..");
    if (dots < 0) throw new IllegalArgumentException("'" + text + "' is no span like 10s..20s");
    return new Span(length(text.substring(0, dots)), length(text.substring(dots + 2)));
  }

  /** Reads {@code 500ms}, {@code 60s}, {@code 5m} or {@code 1h}. */
  public static Duration length(String text) {
    Matcher matcher = LENGTH.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no duration like 500ms, 60s, 5m, 1h");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  public boolean holds(Duration elapsed) {
    return elapsed.compareTo(from) >= 0 && elapsed.compareTo(to) < 0;
  }
}
