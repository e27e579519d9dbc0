package io.tillgate.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
  @Test
  void holdsItsBeginningAndNotItsEnd() {
    Span span = Span.parse("15s..35s");
    assertFalse(span.holds(Duration.ofMillis(14_999)));
    assertTrue(span.holds(Duration.ofSeconds(15)));
    assertTrue(span.holds(Duration.ofMillis(34_999)));
    assertFalse(span.holds(Duration.ofSeconds(35)));
  }

  @Test
  void readsEveryUnit() {
    assertEquals(Duration.ofMillis(500), Span.length("500ms"));
    assertEquals(Duration.ofSeconds(60), Span.length("60s"));
    assertEquals(Duration.ofMinutes(5), Span.length(" 5m "));
    assertEquals(Duration.ofHours(1), Span.length("1h"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10s", "10s..", "..20s", "20s..10s", "10s..10s", "10..20", "-1s..2s"})
  void refusesWhatIsNoSpanAndSaysWhatOneLooksLike(String text) {
    String reason =
        assertThrows(IllegalArgumentException.class, () -> Span.parse(text)).getMessage();
    assertTrue(reason.contains("10s..20s") || reason.contains("60s"), reason);
  }
}
