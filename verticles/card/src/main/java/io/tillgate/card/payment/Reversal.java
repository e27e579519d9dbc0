package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Exchange;
import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Request;
import io.tillgate.retail.payment.ReversalOwed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A reversal that is owed, until the acquirer acknowledges it. It is never given up: after many
 * tries it is parked, which is to say that a person is told, and the tries go on. State of the card
 * context.
 */
final class Reversal {
  private static final int FRESH_TRIES = 2;

  /** Where a reversal stands. */
  enum Stage {
    /** On its way to the disk; then it waits. */
    RECORDING,
    /** Waits for its time, or for the acquirer; then it is sent. */
    WAITING,
    /** Sent, not answered; then it waits again, or is confirmed. */
    SENT,
    /** The acknowledgement is on its way to the disk. */
    CONFIRMED,
    /** Nothing is owed any more. */
    ACKNOWLEDGED
  }

  final ReversalOwed owed;
  final long sinceEpochMillis;
  private Stage stage = Stage.RECORDING;

  /** How many times it was sent since this start. */
  int tries;

  /** Whether it may have been sent before this start. */
  boolean isResumed;

  /** Whether the terminal's own message names the payment otherwise than its terminal did. */
  boolean isRewritten;

  boolean isParked;
  String lastResponseCode;
  long dueMillis;

  /** One for all tries, so that an answer to an earlier one counts. */
  Exchange exchange;

  private int ownTries;
  private Request terminalsOwn;
  private Consumer<Answer> terminal;
  private List<Runnable> whenRecorded = List.of();
  private List<Runnable> whenHeard = List.of();

  Reversal(ReversalOwed owed, long sinceEpochMillis) {
    this.owed = owed;
    this.sinceEpochMillis = sinceEpochMillis;
  }

  /**
   * A reversal that the terminal asked for: its own message goes first, unchanged.
   *
   * @param told given the acquirer's answer, or null where none came; once
   */
  Reversal(ReversalOwed owed, Request terminalsOwn, Consumer<Answer> told, long sinceEpochMillis) {
    this(owed, sinceEpochMillis);
    this.terminalsOwn = terminalsOwn;
    this.terminal = told;
  }

  /** The terminal's own message while it was neither sent nor answered; then null. */
  Request terminalsOwn() {
    return tries == 0 ? terminalsOwn : null;
  }

  Stage stage() {
    return stage;
  }

  private void move(Stage to, Stage... from) {
    for (Stage each : from) {
      if (stage == each) {
        stage = to;
        return;
      }
    }
    throw new IllegalStateException("a reversal is " + stage + " and cannot become " + to);
  }

  /** It is on its way to the acquirer. */
  void sent(boolean terminalsOwn) {
    move(Stage.SENT, Stage.WAITING);
    tries++;
    if (terminalsOwn) ownTries++;
  }

  /** It was not answered, or refused: another try will be. */
  void waits() {
    move(Stage.WAITING, Stage.SENT);
  }

  /** The acquirer took it; this is on its way to the disk. */
  void confirmed() {
    move(Stage.CONFIRMED, Stage.SENT, Stage.WAITING);
  }

  void acknowledged() {
    move(Stage.ACKNOWLEDGED, Stage.CONFIRMED);
  }

  /** An earlier start saw it acknowledged. */
  void wasAcknowledged() {
    move(Stage.ACKNOWLEDGED, Stage.RECORDING);
  }

  /** Whether the message that the edge makes itself may have been sent before. */
  boolean isRepeat() {
    return isResumed || tries > ownTries;
  }

  /** Tells the terminal that asked, if one did and was not told yet. */
  void tellTerminal(Answer answer) {
    if (terminal == null) return;
    Consumer<Answer> told = terminal;
    terminal = null;
    told.accept(answer);
    Arrays.fill(terminalsOwn.message(), (byte) 0);
    terminalsOwn = null;
  }

  /** Whether it may yet be answered at once: it was never refused, and hardly tried. */
  boolean isFresh() {
    return lastResponseCode == null && tries <= FRESH_TRIES && !isParked;
  }

  /** Runs {@code task} once what was sent is answered, or given up. */
  void whenHeard(Runnable task) {
    if (whenHeard.isEmpty()) whenHeard = new ArrayList<>(1);
    whenHeard.add(task);
  }

  void heard() {
    List<Runnable> tasks = whenHeard;
    whenHeard = List.of();
    tasks.forEach(Runnable::run);
  }

  /** Whether it is on its way to the disk: nobody may hear of it before it is there. */
  boolean isRecording() {
    return stage == Stage.RECORDING;
  }

  /** Runs {@code task} once the reversal is durable: now, or when it is. */
  void whenRecorded(Runnable task) {
    if (stage != Stage.RECORDING) {
      task.run();
      return;
    }
    if (whenRecorded.isEmpty()) whenRecorded = new ArrayList<>(1);
    whenRecorded.add(task);
  }

  void recorded() {
    move(Stage.WAITING, Stage.RECORDING);
    List<Runnable> tasks = whenRecorded;
    whenRecorded = List.of();
    tasks.forEach(Runnable::run);
  }
}
