package io.tillgate.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.uplink.Window.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static Parcel parcel(long first, long last) {
    return new Parcel(first, last, new byte[10]);
  }

  @Test
  void parcelsAreSentInOrderAndNoMoreThanTheWindowHolds() {
    Window window = new Window(2, 5);
    Parcel one = parcel(5, 9);
    Parcel two = parcel(10, 10);
    window.add(one);
    window.add(two);
    assertFalse(window.hasRoom());
    assertThrows(IllegalStateException.class, () -> window.add(parcel(11, 12)));
    assertSame(one, window.send());
    assertSame(two, window.send());
    assertNull(window.send());
    assertEquals(20, window.bytes());
    assertEquals(Step.GO_ON, window.taken(one, 10));
    assertEquals(10, window.acknowledged());
    assertEquals(10, window.bytes());
    assertTrue(window.hasRoom());
  }

  @Test
  void aParcelWithAHoleBeforeItIsABug() {
    assertThrows(IllegalStateException.class, () -> new Window(2, 5).add(parcel(6, 7)));
  }

  @Test
  void aParcelThatOvertookItsPredecessorWaitsAndIsSentAgain() {
    Window window = new Window(4, 0);
    Parcel one = parcel(0, 9);
    Parcel two = parcel(10, 19);
    window.add(one);
    window.add(two);
    window.send();
    window.send();
    assertEquals(Step.GO_ON, window.gap(two, 0));
    assertNull(window.send(), "held until the first is taken");
    assertEquals(Step.GO_ON, window.taken(one, 10));
    assertSame(two, window.send());
  }

  @Test
  void oneAnswerMayTakeSeveralParcels() {
    Window window = new Window(4, 0);
    Parcel one = parcel(0, 9);
    Parcel two = parcel(10, 19);
    window.add(one);
    window.add(two);
    window.send();
    window.send();
    assertEquals(Step.GO_ON, window.taken(two, 20));
    assertTrue(window.isEmpty());
    assertEquals(Step.GO_ON, window.taken(one, 20), "a late answer changes nothing");
    assertEquals(20, window.acknowledged());
  }

  @Test
  void aCentralThatHasLessIsReadForAnew() {
    Window window = new Window(4, 50);
    Parcel parcel = parcel(50, 59);
    window.add(parcel);
    window.send();
    assertEquals(Step.READ_ANEW, window.gap(parcel, 20));
    assertEquals(20, window.readFrom());
    assertTrue(window.isEmpty());
    assertEquals(0, window.bytes());
  }

  @Test
  void aCentralThatHasMoreIsReadForAnewFromThere() {
    Window window = new Window(4, 0);
    Parcel parcel = parcel(0, 9);
    window.add(parcel);
    window.send();
    assertEquals(Step.READ_ANEW, window.gap(parcel, 30));
    assertEquals(30, window.readFrom());
    assertEquals(30, window.acknowledged());
  }

  @Test
  void anAnswerThatTakesLessThanItsBatchIsNonsense() {
    Window window = new Window(4, 0);
    Parcel parcel = parcel(0, 9);
    window.add(parcel);
    window.send();
    assertEquals(Step.END, window.taken(parcel, 9));
  }

  @Test
  void theSameGapForEverEndsTheConnection() {
    Window window = new Window(4, 0);
    Parcel parcel = parcel(0, 9);
    window.add(parcel);
    int gaps = 0;
    while (window.gap(parcel, 0) == Step.GO_ON) {
      assertSame(parcel, window.send());
      assertTrue(++gaps < 100, "without end");
    }
  }

  @Test
  void aBusyParcelIsDueAgainBeforeItsSuccessors() {
    Window window = new Window(4, 0);
    Parcel one = parcel(0, 9);
    window.add(one);
    window.add(parcel(10, 19));
    window.send();
    window.busy(one);
    assertSame(one, window.send());
  }

  /**
   * A model of central that lands batches in any order of arrival, forgets its end at times, and
   * whose answers arrive in any order: in the end it has everything, once and in order.
   */
  @Test
  void whateverTheOrderOfArrivalAndAnswersAllIsTakenInTheEnd() {
    long seed = System.nanoTime();
    System.out.println("whateverTheOrderOfArrivalAndAnswersAllIsTakenInTheEnd seed " + seed);
    for (int run = 0; run < 300; run++) new Model(new Random(seed + run)).play();
  }

  private static final class Model {
    private record Reply(Parcel parcel, boolean isGap, long next) {}

    private static final long TOTAL = 400;

    private final Random random;
    private final List<Parcel> arriving = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private final Window window;
    private long central;
    private int forgets = 3;

    Model(Random random) {
      this.random = random;
      this.central = random.nextInt(20);
      this.window = new Window(1 + random.nextInt(6), central);
    }

    void play() {
      for (int step = 0; window.acknowledged() < TOTAL; step++) {
        assertTrue(step < 100_000, "it makes no progress at " + window.acknowledged());
        fill();
        arrive();
        reply();
        if (forgets > 0 && random.nextInt(200) == 0) {
          forgets--;
          central = Math.max(0, central - random.nextInt(30));
        }
      }
    }

    private void fill() {
      while (window.hasRoom() && window.readFrom() < TOTAL) {
        long last = Math.min(TOTAL - 1, window.readFrom() + random.nextInt(12));
        window.add(parcel(window.readFrom(), last));
      }
      for (Parcel p = window.send(); p != null; p = window.send()) arriving.add(p);
    }

    private void arrive() {
      if (arriving.isEmpty() || random.nextInt(3) == 0) return;
      Parcel parcel = arriving.remove(random.nextInt(arriving.size()));
      if (random.nextInt(10) == 0) {
        window.busy(parcel);
        return;
      }
      boolean isGap = parcel.first() > central;
      if (!isGap) central = Math.max(central, parcel.last() + 1);
      replies.add(new Reply(parcel, isGap, central));
    }

    private void reply() {
      if (replies.isEmpty() || random.nextBoolean()) return;
      Reply reply = replies.remove(random.nextInt(replies.size()));
      Step step =
          reply.isGap
              ? window.gap(reply.parcel, reply.next)
              : window.taken(reply.parcel, reply.next);
      assertTrue(window.bytes() <= 60, "bounded");
      assertFalse(step == Step.END, "a central that forgets a few times never contradicts itself");
    }
  }
}
