package io.tillgate.card.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso;
import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Messages;
import io.tillgate.card.message.Request;
import io.tillgate.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutstandingTest {
  private static final Dialect DIALECT = Dialect.named("iso87-ascii");
  private static final long TIMEOUT = 1_000;

  private final Iso iso = new Iso(DIALECT);
  private final Messages messages = new Messages(DIALECT);
  private final Outstanding<String> outstanding = new Outstanding<>(4, 10_000);

  /** Remembers what it was told. */
  private final class Waiting implements Exchange {
    final Request request;
    final List<String> told = new ArrayList<>();

    Waiting(String terminal, String stan) {
      request = messages.request(iso.write(200, iso.purchase(terminal, stan, 100)));
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public void answered(Answer answer) {
      told.add("answered");
    }

    @Override
    public void timedOut() {
      told.add("timed out");
    }

    @Override
    public void linkLost() {
      told.add("link lost");
    }

    @Override
    public boolean mindsLateAnswers() {
      return true;
    }

    @Override
    public void answeredLate(Answer answer) {
      told.add("late");
    }
  }

  private Waiting waiting(String terminal, String stan, String link, long now) {
    Waiting waiting = new Waiting(terminal, stan);
    outstanding.add(waiting, 210, link, now, TIMEOUT);
    return waiting;
  }

  private boolean answer(Waiting to) {
    byte[] answer = iso.answer(iso.read(to.request.message()), "00", Map.of());
    return outstanding.answered(messages.answer(answer));
  }

  @Test
  void eachExchangeIsToldOnceAndALateAnswerIsKnownAsOne() {
    Waiting one = waiting("TERM0001", "000001", "a", 0);
    Waiting two = waiting("TERM0002", "000001", "a", 500);
    assertTrue(answer(two));
    assertFalse(answer(two));
    assertEquals(1, outstanding.due(1_000));
    outstanding.expire(1_000);
    assertTrue(answer(one));
    assertEquals(List.of("timed out", "late"), one.told);
    assertEquals(List.of("answered"), two.told);
  }

  @Test
  void aLostLinkTakesItsOwnRequestsOnly() {
    Waiting one = waiting("TERM0001", "000001", "a", 0);
    Waiting two = waiting("TERM0001", "000002", "b", 0);
    outstanding.linkLost("a", 10);
    assertEquals(List.of("link lost"), one.told);
    assertEquals(List.of(), two.told);
    assertEquals(1, outstanding.size());
  }

  @Test
  void anAnswerThatFitsTwoIsGivenToNeither() {
    waiting("TERM0001", "000001", "a", 0);
    waiting("TERM0002", "000001", "a", 0);
    byte[] bare = iso.write(210, Map.of(11, "000001", 12, "121500", 13, "0901", 39, "00"));
    assertFalse(outstanding.answered(messages.answer(bare)));
    assertEquals(2, outstanding.size());
  }

  @Test
  void whatNoAnswerCouldTellApartIsAmbiguousUnlessItIsTheSameAgain() {
    Waiting one = waiting("TERM0001", "000001", "a", 0);
    assertTrue(outstanding.isAmbiguous(new Waiting("TERM0001", "000001"), 210));
    assertFalse(outstanding.isAmbiguous(new Waiting("TERM0002", "000001"), 210));
    assertFalse(outstanding.isAmbiguous(new Waiting("TERM0001", "000001"), 430));
    assertFalse(outstanding.isAmbiguous(one, 210));
  }

  @Test
  void theWindowIsBoundedAndSoAreTheLate() {
    for (int i = 1; i <= 4; i++) waiting("TERM0001", "00000" + i, "a", 0);
    assertTrue(outstanding.isFull());
    assertThrows(IllegalStateException.class, () -> waiting("TERM0001", "000009", "a", 0));
    outstanding.expire(1_000);
    Waiting fifth = waiting("TERM0001", "000005", "a", 1_000);
    outstanding.expire(2_000);
    assertTrue(answer(fifth));
    Waiting first = new Waiting("TERM0001", "000001");
    assertFalse(answer(first), "the oldest of five late ones made room");
    outstanding.expire(20_000);
    assertFalse(answer(new Waiting("TERM0001", "000004")), "after lateMillis it is forgotten");
  }

  @Test
  void whateverTheOrderNobodyIsForgottenOrToldTwice() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("whateverTheOrderNobodyIsForgottenOrToldTwice seed " + seed);
    Random random = new Random(seed);
    Outstanding<String> many = new Outstanding<>(64, 500);
    List<Waiting> all = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 5_000; i++) {
      now += random.nextInt(30);
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          String stan = String.format("%06d", 1 + i % 40);
          Waiting added = new Waiting("TERM000" + random.nextInt(8), stan);
          if (!many.isFull() && !many.isAmbiguous(added, 210)) {
            many.add(added, 210, "link" + random.nextInt(3), now, 100 + random.nextInt(400));
            all.add(added);
          }
        }
        case 2 -> {
          if (all.isEmpty()) continue;
          Waiting to = all.get(Math.max(0, all.size() - 1 - random.nextInt(60)) % all.size());
          byte[] answer = iso.answer(iso.read(to.request.message()), "00", Map.of());
          many.answered(messages.answer(answer));
        }
        default -> {
          many.expire(now);
          if (random.nextInt(50) == 0) many.linkLost("link" + random.nextInt(3), now);
        }
      }
    }
    many.expire(now + 1_000);
    assertEquals(0, many.size());
    for (Waiting each : all) {
      List<String> firm = each.told.stream().filter(told -> !told.equals("late")).toList();
      assertEquals(1, firm.size(), each.told.toString());
      assertTrue(each.told.size() <= 2, each.told.toString());
    }
  }
}
