package io.tillgate.card.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DrainWindowTest {
  private static void answers(DrainWindow window, int count, long millis) {
    for (int i = 0; i < count; i++) window.answered(millis);
  }

  @Test
  void aHostThatKeepsItsPaceIsAskedMoreUpToTheBound() {
    DrainWindow window = new DrainWindow(8);
    assertEquals(2, window.size());
    answers(window, 2, 20);
    assertEquals(3, window.size());
    answers(window, 100, 20);
    assertEquals(8, window.size());
    assertEquals(1, new DrainWindow(1).size());
  }

  @Test
  void aHostThatSlowsDownOrStaysSilentIsAskedHalf() {
    DrainWindow window = new DrainWindow(16);
    answers(window, 200, 20);
    assertEquals(16, window.size());
    window.answered(80);
    assertEquals(16, window.size(), "four times its best is its pace");
    window.answered(81);
    assertEquals(8, window.size());
    window.failed();
    assertEquals(4, window.size());
    for (int i = 0; i < 10; i++) window.failed();
    assertEquals(1, window.size());
    answers(window, 1, 20);
    assertEquals(2, window.size());
  }

  @Test
  void aFastHostsJitterIsNoSlowness() {
    DrainWindow window = new DrainWindow(4);
    answers(window, 20, 1);
    window.answered(DrainWindow.FAST_MILLIS);
    assertEquals(4, window.size());
    window.answered(DrainWindow.FAST_MILLIS + 1);
    assertEquals(2, window.size());
  }

  @Test
  void aLineThatWasGoneBeginsAnew() {
    DrainWindow window = new DrainWindow(16);
    answers(window, 200, 5);
    window.restart();
    assertEquals(2, window.size());
    answers(window, 2, 400);
    assertTrue(window.size() > 2, "what was fast before is forgotten");
  }
}
