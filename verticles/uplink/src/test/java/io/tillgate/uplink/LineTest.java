package io.tillgate.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineTest {
  private static final URI A = URI.create("https://a");
  private static final URI B = URI.create("https://b");
  private static final long SLOW = 60_000;

  private final Line line =
      new Line(List.of(A, B), 0, new Backoff(100, 1_000, new Random(1)), SLOW, 5);

  @Test
  void aLineIsUpOnlyWhenCentralHasAnswered() {
    assertEquals(new LineState.Down("not tried yet", 5), line.state());
    assertEquals(A, line.connecting(10));
    assertEquals(new LineState.Connecting(A, 10), line.state());
    line.answered(20);
    assertEquals(new LineState.Up(A, 20), line.state());
  }

  @Test
  void eachFailureLeadsToTheOtherCentralAndDownCountsFromTheFirst() {
    line.connecting(10);
    line.answered(20);
    line.ended(Ending.failure("cut"), 30);
    assertEquals(new LineState.Down("cut", 30), line.state());
    assertEquals(B, line.connecting(40));
    line.ended(Ending.failure("no route"), 50);
    assertEquals(new LineState.Down("no route", 30), line.state());
    assertEquals(A, line.connecting(60));
  }

  @Test
  void onlyWhenEveryCentralRefusesIsTheLineRefusedAndSlow() {
    line.connecting(1);
    assertTrue(line.ended(Ending.refusal("bad certificate"), 2) <= 1_001);
    assertEquals(new LineState.Down("bad certificate", 5), line.state());
    line.connecting(3);
    assertEquals(SLOW, line.ended(Ending.refusal("bad certificate"), 4));
    assertEquals(new LineState.Refused("bad certificate", 5), line.state());
  }

  @Test
  void aRefusalThatAFailureInterruptsIsNotUnanimous() {
    line.ended(Ending.refusal("bad"), 1);
    line.ended(Ending.failure("cut"), 2);
    line.ended(Ending.refusal("bad"), 3);
    assertTrue(line.state() instanceof LineState.Down);
  }

  /** Else a batch that central cannot take would be sent as fast as the line connects. */
  @Test
  void connectingAnewForgetsNoRefusalAndProgressDoes() {
    for (int i = 0; i < 2; i++) {
      line.connecting(1);
      line.answered(2);
      line.ended(Ending.refusal("bad batch"), 3);
    }
    assertTrue(line.state() instanceof LineState.Refused);
    line.connecting(1);
    line.answered(2);
    line.progressed();
    assertTrue(line.ended(Ending.refusal("bad batch"), 3) <= 101);
    assertTrue(line.state() instanceof LineState.Down);
  }

  @Test
  void waitsGrowToTheCapAreRandomAndRespectWhatCentralAsked() {
    long seed = System.nanoTime();
    System.out.println("waitsGrowToTheCapAreRandomAndRespectWhatCentralAsked seed " + seed);
    Backoff backoff = new Backoff(100, 1_000, new Random(seed));
    long[] bounds = {100, 200, 400, 800, 1_000, 1_000};
    for (int failures = 1; failures <= bounds.length; failures++) {
      assertEquals(bounds[failures - 1], backoff.boundMillis(failures));
      boolean[] half = new boolean[2];
      for (int i = 0; i < 1_000; i++) {
        long wait = backoff.waitMillis(failures);
        assertTrue(wait >= 1 && wait <= bounds[failures - 1]);
        half[wait * 2 > bounds[failures - 1] ? 1 : 0] = true;
      }
      assertTrue(half[0] && half[1], "full jitter uses the whole range");
    }
    assertEquals(1_000, backoff.boundMillis(1_000_000));
    assertEquals(9_000, line.ended(Ending.busy("busy", 9_000), 1));
  }
}
