package io.tillgate.card.acquirer;

/**
 * When a connection asks whether anybody is there, and when it has asked in vain too often (RULES
 * 1.14). Plain: it is told what happens and when, in monotonic milliseconds.
 */
final class Heartbeat {
  /** What is to be done. */
  enum Due {
    NOTHING,
    ECHO,
    GIVE_UP
  }

  private final int missedEchoes;
  private final long answerMillis;
  private long heardMillis;
  private boolean isWaiting;
  private long deadlineMillis;
  private int missed;

  /**
   * @param missedEchoes after so many in a row it gives up
   * @param answerMillis how long an answer may take
   */
  Heartbeat(int missedEchoes, long answerMillis, long now) {
    this.missedEchoes = missedEchoes;
    this.answerMillis = answerMillis;
    this.heardMillis = now;
  }

  /** Any bytes came. */
  void heard(long now) {
    heardMillis = now;
  }

  /** Traffic is answered: whatever became of echoes, somebody is there. */
  void alive() {
    missed = 0;
  }

  void asked(long now) {
    isWaiting = true;
    deadlineMillis = now + answerMillis;
  }

  boolean isWaiting() {
    return isWaiting;
  }

  /** Whether what was asked is not answered in time. */
  boolean isOverdue(long now) {
    return isWaiting && now >= deadlineMillis;
  }

  void answered() {
    isWaiting = false;
    missed = 0;
  }

  /** Somebody is there, but does not want to talk: as good as nobody. */
  void refused() {
    isWaiting = false;
    missed++;
  }

  /**
   * @param idleMillis without a byte for so long, an echo is due
   */
  Due due(long now, long idleMillis) {
    if (isOverdue(now)) {
      refused();
      return missed >= missedEchoes ? Due.GIVE_UP : Due.ECHO;
    }
    if (isWaiting) return Due.NOTHING;
    if (missed >= missedEchoes) return Due.GIVE_UP;
    return now - heardMillis >= idleMillis ? Due.ECHO : Due.NOTHING;
  }
}
