package io.tillgate.card.acquirer;

import static io.tillgate.card.acquirer.LineState.DOWN;
import static io.tillgate.card.acquirer.LineState.RECOVERING;
import static io.tillgate.card.acquirer.LineState.UP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** In virtual time: the line is told what happens and when. */
class LineTest {
  private static final long STEADY = 10_000;
  private static final long LONGEST = 120_000;

  private final Line line = new Line(new LineSettings(STEADY, LONGEST));
  private final List<LineState> told = new ArrayList<>();
  private long now;

  LineTest() {
    line.onChange(told::add);
  }

  /** Ticks as the links do. */
  private void pass(long millis) {
    for (long end = now + millis; now < end; ) {
      now += 50;
      line.tick(now);
    }
  }

  private void up() {
    line.linkUp(now, true);
  }

  private void down() {
    line.linkDown(now);
  }

  @Test
  @DisplayName("RULES 1.14 a line that has not failed is up with its first link")
  void aLineThatHasNotFailedIsUpWithItsFirstLink() {
    assertEquals(DOWN, line.state());
    up();
    assertEquals(UP, line.state());
  }

  @Test
  @DisplayName("RULES 1.14 one link of two is enough, none is down at once")
  void oneLinkOfTwoIsEnough() {
    up();
    up();
    down();
    assertEquals(UP, line.state());
    down();
    assertEquals(DOWN, line.state());
  }

  @Test
  @DisplayName("RULES 1.14 a line that comes back is up only when it was steady for a while")
  void aLineThatComesBackMustBeSteadyFirst() {
    up();
    down();
    pass(5_000);
    up();
    assertEquals(RECOVERING, line.state());
    pass(STEADY - 50);
    assertEquals(RECOVERING, line.state());
    pass(50);
    assertEquals(UP, line.state());
    assertEquals(List.of(UP, DOWN, RECOVERING, UP), told);
  }

  @Test
  @DisplayName("RULES 1.14 a flapping link never makes the line count as up")
  void aFlappingLinkNeverMakesTheLineCountAsUp() {
    up();
    told.clear();
    for (int i = 0; i < 200; i++) {
      down();
      pass(1_000);
      up();
      pass(STEADY - 100);
    }
    assertEquals(0, told.stream().filter(UP::equals).count());
    pass(STEADY);
    assertEquals(UP, line.state());
  }

  @Test
  @DisplayName("RULES 1.14 one that flaps more slowly is trusted later each time")
  void aSlowFlapperIsTrustedLaterEachTime() {
    up();
    long[] waits = new long[6];
    for (int i = 0; i < waits.length; i++) {
      down();
      up();
      long since = now;
      while (line.state() != UP) pass(50);
      waits[i] = now - since;
      pass(5_000); // fails again soon
    }
    assertEquals(List.of(10_000L, 20_000L, 40_000L, 80_000L, 120_000L, 120_000L), list(waits));
    pass(LONGEST);
    down();
    up();
    pass(STEADY);
    assertEquals(UP, line.state(), "it was sound for long");
  }

  private static List<Long> list(long[] values) {
    List<Long> list = new ArrayList<>();
    for (long value : values) list.add(value);
    return list;
  }

  @Test
  @DisplayName("RULES 1.14 losing any link while it recovers begins the while anew")
  void losingAnyLinkWhileItRecoversBeginsTheWhileAnew() {
    up();
    down();
    up();
    up();
    pass(STEADY - 1_000);
    down();
    pass(STEADY - 50);
    assertEquals(RECOVERING, line.state());
    pass(50);
    assertEquals(UP, line.state());
  }

  @Test
  @DisplayName("RULES 1.14 a connection on which nothing was ever answered proves nothing")
  void aConnectionOnWhichNothingWasAnsweredProvesNothing() {
    up();
    down();
    line.linkUp(now, false);
    pass(10 * STEADY);
    assertEquals(RECOVERING, line.state());
    line.heard();
    pass(50);
    assertEquals(UP, line.state());
  }

  @Test
  @DisplayName("RULES 1.14 an open circuit is a line that is down, a half-open one recovers")
  void anOpenCircuitIsALineThatIsDown() {
    up();
    line.circuit(Line.Circuit.OPEN, now);
    assertEquals(DOWN, line.state());
    line.circuit(Line.Circuit.HALF_OPEN, now);
    line.heard();
    pass(10 * STEADY);
    assertEquals(RECOVERING, line.state());
    line.circuit(Line.Circuit.CLOSED, now);
    pass(STEADY - 50);
    assertEquals(RECOVERING, line.state());
    pass(50);
    assertEquals(UP, line.state());
  }
}
