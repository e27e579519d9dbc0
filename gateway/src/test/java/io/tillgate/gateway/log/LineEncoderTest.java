package io.tillgate.gateway.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

/** Test card numbers, in every way a careless line could hold one, never reach the output. */
class LineEncoderTest {
  private static final List<String> CARDS =
      List.of(
          "4111111111111111",
          "5555555555554444",
          "378282246310005",
          "4000000000000002",
          "4111 1111 1111 1111",
          "4111-1111-1111-1111",
          "3782 822463 10005",
          "4111%201111%201111%201111",
          "4111+1111+1111+1111");

  private final LoggerContext context = new LoggerContext();
  private final Logger log = context.getLogger("io.tillgate.test");
  private final List<String> lines = new ArrayList<>();

  LineEncoderTest() {
    context.setMDCAdapter(new ch.qos.logback.classic.util.LogbackMDCAdapter());
    capture(LineEncoder.json());
    capture(LineEncoder.text());
  }

  private void capture(LineEncoder encoder) {
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
          }
        };
    appender.setContext(context);
    appender.start();
    log.addAppender(appender);
    log.setLevel(Level.INFO);
  }

  private String written(Consumer<Logger> saying) {
    lines.clear();
    saying.accept(log);
    assertEquals(2, lines.size());
    return String.join("", lines);
  }

  static Stream<String> cards() {
    return CARDS.stream();
  }

  /** All but digits taken out, so that no way of splitting hides a number from the test. */
  private static void assertNoCard(String card, String written) {
    String digits = card.replace("%20", "").replaceAll("[^0-9]", "");
    String left = written.replace("%20", "").replaceAll("[ +-]", "");
    assertFalse(left.contains(digits), written);
    assertFalse(left.contains(digits.substring(6)), written);
  }

  @ParameterizedTest
  @MethodSource("cards")
  void aCardNumberIsMaskedWhereverItStands(String card) {
    assertNoCard(card, written(l -> l.info("declined " + card + " at lane 3")));
    assertNoCard(card, written(l -> l.info("declined {} at {}", card, new StringBuilder(card))));
    assertNoCard(card, written(l -> l.info(card)));
    assertNoCard(card, written(l -> l.atInfo().addKeyValue("card", card).log("declined")));
    assertNoCard(card, written(l -> l.atInfo().addKeyValue(card, "x").log("declined")));
    assertNoCard(card, written(l -> l.info("failed", new IllegalStateException("no " + card))));
  }

  @ParameterizedTest
  @MethodSource("cards")
  void aCardNumberIsMaskedDeepInAnException(String card) {
    Exception innermost = new IllegalArgumentException("field 2 is " + card);
    Exception beside = new IllegalStateException("closing " + card);
    Exception error = new RuntimeException("outer", new Exception(innermost));
    error.addSuppressed(beside);
    assertNoCard(card, written(l -> l.error("lane 3", error)));
  }

  @ParameterizedTest
  @MethodSource("cards")
  void aCardNumberIsMaskedInWhatTheThreadCarries(String card) {
    context.getMDCAdapter().put("request", card);
    try {
      assertNoCard(card, written(l -> l.info("declined")));
    } finally {
      context.getMDCAdapter().clear();
      MDC.clear();
    }
    String name = Thread.currentThread().getName();
    Thread.currentThread().setName("lane-" + card);
    try {
      assertNoCard(card, written(l -> l.info("declined")));
    } finally {
      Thread.currentThread().setName(name);
    }
  }

  @Test
  void aCardNumberGivenAsANumberIsMasked() {
    String written =
        written(
            l -> l.atInfo().addKeyValue("card", 4111111111111111L).log("{}", 4111111111111111L));
    assertNoCard("4111111111111111", written);
  }

  @Test
  void aCardNumberAcrossTheCutOfALongLineIsMasked() {
    for (int before = 0; before < 20; before++) {
      String text = "x".repeat(Clean.MAX_MESSAGE_CHARACTERS - before) + " 4111111111111111 end";
      String written = written(l -> l.info(text));
      assertFalse(written.contains("411111111"), written);
    }
  }

  @Test
  void longOrderNumbersStayAsTheyAre() {
    for (String order :
        List.of(
            "4111111111111112",
            "20260101123456789012345",
            "9999999999999995",
            "8f14e45f-ceea-467f-a9d7-0123456789ab",
            "order 100000000000000000")) {
      String written = written(l -> l.atInfo().addKeyValue("order", order).log("order {}", order));
      assertEquals(4, written.split(order, -1).length - 1, written);
    }
  }

  @Test
  void aJsonLineIsOneObjectWithTheFieldsOfTheEvent() {
    written(
        l ->
            l.atWarn()
                .addKeyValue("lane", 3)
                .addKeyValue("level", "of noise")
                .setCause(new IllegalStateException("because"))
                .log("two\nlines"));
    JsonObject line = new JsonObject(lines.get(0));
    assertEquals("WARN", line.getString("level"));
    assertEquals("of noise", line.getString("level_"));
    assertEquals("two\nlines", line.getString("message"));
    assertEquals("3", line.getString("lane"));
    assertEquals("java.lang.IllegalStateException", line.getString("error"));
    assertTrue(line.getString("stack").contains("LineEncoderTest"), line.encode());
    assertEquals(lines.get(0).length() - 1, lines.get(0).indexOf('\n'));
  }

  @Test
  void aForgedLineEndStaysInItsLine() {
    written(l -> l.info("name is {}", "x\n2026-01-01T00:00:00.000Z INFO  Forged: all is well"));
    assertEquals(lines.get(1).length() - 1, lines.get(1).indexOf('\n'), lines.get(1));
  }

  @Test
  void anExceptionThatIsItsOwnCauseEnds() {
    Exception a = new Exception("a");
    Exception b = new Exception("b", a);
    a.initCause(b);
    assertTrue(written(l -> l.error("circle", a)).contains("and so on"));
  }

  @Test
  void aValueThatFailsToTellItselfDoesNotLoseTheLine() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("4111111111111111");
          }
        };
    String written = written(l -> l.atInfo().addKeyValue("value", broken).log("said"));
    assertTrue(written.contains("IllegalStateException in toString"), written);
  }
}
