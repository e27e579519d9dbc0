package io.tillgate.card.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillgate.card.acquirer.Heartbeat.Due;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** In virtual time. */
class HeartbeatTest {
  private static final long IDLE = 60_000;
  private static final long ANSWER = 10_000;

  private final Heartbeat heartbeat = new Heartbeat(3, ANSWER, 0);

  private Due at(long now) {
    Due due = heartbeat.due(now, IDLE);
    if (due == Due.ECHO) heartbeat.asked(now);
    return due;
  }

  @Test
  @DisplayName("RULES 1.14 an echo is sent when nothing was heard for a while, and not before")
  void anEchoIsSentWhenNothingWasHeardForAWhile() {
    assertEquals(Due.NOTHING, at(IDLE - 1));
    heartbeat.heard(IDLE - 1);
    assertEquals(Due.NOTHING, at(2 * IDLE - 2));
    assertEquals(Due.ECHO, at(2 * IDLE - 1));
    heartbeat.heard(2 * IDLE);
    heartbeat.answered();
    assertEquals(Due.NOTHING, at(2 * IDLE + 1));
  }

  @Test
  @DisplayName("RULES 1.14 after n missed echoes in a row the link is given up")
  void afterManyMissedEchoesInARowItIsGivenUp() {
    assertEquals(Due.ECHO, at(IDLE));
    assertEquals(Due.NOTHING, at(IDLE + ANSWER - 1));
    assertEquals(Due.ECHO, at(IDLE + ANSWER), "asked again at once");
    assertEquals(Due.ECHO, at(IDLE + 2 * ANSWER));
    assertEquals(Due.GIVE_UP, at(IDLE + 3 * ANSWER));
  }

  @Test
  @DisplayName("RULES 1.14 an answer between missed echoes begins the count anew")
  void anAnswerBetweenMissedEchoesBeginsTheCountAnew() {
    at(IDLE);
    at(IDLE + ANSWER);
    at(IDLE + 2 * ANSWER);
    heartbeat.answered();
    assertEquals(Due.ECHO, at(IDLE + 3 * ANSWER), "nothing else was heard");
    assertEquals(Due.ECHO, at(IDLE + 4 * ANSWER));
    heartbeat.alive();
    assertEquals(Due.ECHO, at(IDLE + 5 * ANSWER), "a payment was answered: somebody is there");
    assertEquals(Due.ECHO, at(IDLE + 6 * ANSWER));
    assertEquals(Due.GIVE_UP, at(IDLE + 7 * ANSWER));
  }

  @Test
  @DisplayName("RULES 1.14 echoes that are refused count as missed")
  void echoesThatAreRefusedCountAsMissed() {
    for (int i = 0; i < 3; i++) {
      assertEquals(Due.ECHO, at(IDLE));
      heartbeat.refused();
    }
    assertEquals(Due.GIVE_UP, at(IDLE));
  }
}
