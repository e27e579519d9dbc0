package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Exchange;
import io.tillgate.retail.payment.AdviceOwed;
import io.tillgate.retail.payment.AdviceSettled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the acquirer must be told of a payment that was approved for it. A change (a void, a refund
 * in part) and its sending both want it; one gets it, by compare-and-set, whatever their threads:
 * what is void is never sent, and what was sent is not changed here any more. All else is state of
 * the card context.
 */
final class Advice {
  /** Where an advice stands. */
  enum Stage {
    /** The terminal may not have heard of its approval yet. */
    TELLING,
    /** Waits for the line, and for those before it. */
    QUEUED,
    /** A change is on its way to the disk. */
    CHANGING,
    /** The acquirer may have it; it is sent until it is answered. */
    SENDING,
    /** The answer is on its way to the disk. */
    SETTLING,
    SETTLED
  }

  final String token;
  final String currency;
  final long sinceEpochMillis;

  /** Minor units that still stand. */
  long leftMinor;

  /** The advice itself; null once it is shredded. */
  Seals.Seal seal;

  /** Whether the journal says that it may have been sent. */
  boolean isMarked;

  /** How many times it was sent since this start. */
  int tries;

  /** Answers that said nothing, and silences of a host that answered others meanwhile. */
  int vain;

  boolean isParked;
  String lastResponseCode;

  /** One for all tries, so that an answer to an earlier one counts. */
  Exchange exchange;

  long sentMillis;

  /** Counts waits: a timer of an earlier one finds that it is not meant any more. */
  int waits;

  /** Null until it is settled. */
  AdviceSettled.Ending ending;

  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.TELLING);
  private Stage beforeChange;
  private List<Runnable> next = List.of();

  Advice(AdviceOwed owed, long sinceEpochMillis, Seals.Seal seal) {
    this.token = owed.token();
    this.currency = owed.currency();
    this.leftMinor = owed.amountMinor();
    this.sinceEpochMillis = sinceEpochMillis;
    this.seal = seal;
  }

  Stage stage() {
    return stage.get();
  }

  boolean isSettled() {
    return stage.get() == Stage.SETTLED;
  }

  /** Whether it may have been sent before, in this life of the edge or an earlier one. */
  boolean isRepeat() {
    return isMarked && (tries > 0 || isResumed);
  }

  private boolean isResumed;

  /** Whether it stands in the line of those to be told. */
  boolean isInLine;

  /** Takes it up as an earlier start left it: what was marked may have been sent. */
  void resume() {
    isResumed = isMarked;
    stage.set(isMarked ? Stage.SENDING : Stage.QUEUED);
  }

  /** The terminal has heard; false where a change is on its way, after which it is queued. */
  boolean queue() {
    if (stage.compareAndSet(Stage.TELLING, Stage.QUEUED)) return true;
    if (stage.get() == Stage.CHANGING) beforeChange = Stage.QUEUED;
    return false;
  }

  /** It is about to be sent; false where a change came first. */
  boolean send() {
    return stage.get() == Stage.SENDING || stage.compareAndSet(Stage.QUEUED, Stage.SENDING);
  }

  /**
   * The acquirer's side took nothing, so that it can still be changed, unless it was sent before.
   */
  void unsent() {
    if (!isRepeat()) stage.compareAndSet(Stage.SENDING, Stage.QUEUED);
  }

  /** It is about to be changed; false where it is being sent, changed or settled. */
  boolean change() {
    if (stage.compareAndSet(Stage.QUEUED, Stage.CHANGING)) {
      beforeChange = Stage.QUEUED;
      return true;
    }
    if (!stage.compareAndSet(Stage.TELLING, Stage.CHANGING)) return false;
    beforeChange = Stage.TELLING;
    return true;
  }

  /** The change is durable, or was refused; gives where it stands now. */
  Stage changed() {
    stage.set(beforeChange);
    return beforeChange;
  }

  /** An answer decides it; the first one does. */
  boolean settle() {
    return stage.compareAndSet(Stage.SENDING, Stage.SETTLING);
  }

  void settled(AdviceSettled.Ending ending) {
    this.ending = ending;
    stage.set(Stage.SETTLED);
  }

  /** Runs {@code task} when the change or the answer that is on its way is durable. */
  void whenNext(Runnable task) {
    if (next.isEmpty()) next = new ArrayList<>(1);
    next.add(task);
  }

  void runNext() {
    List<Runnable> tasks = next;
    next = List.of();
    tasks.forEach(Runnable::run);
  }
}
