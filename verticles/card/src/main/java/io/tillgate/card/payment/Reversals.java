package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Acquirer;
import io.tillgate.card.acquirer.Exchange;
import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Request;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalParked;
import io.tillgate.wire.RetryPace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the reversals that are owed, again and again with growing intervals, until each is
 * acknowledged: to the acquirer of its intent and to no other. At most {@link
 * PaymentSettings#reversalsInFlight} wait for each acquirer at a time; what is owed is bounded by
 * the one-time keys. State of the card context; the figures may be read by any thread.
 */
final class Reversals {
  private static final Logger LOG = LoggerFactory.getLogger(Reversals.class);
  private static final long NEVER = Long.MAX_VALUE;

  /** How long a new request may wait for the reversals that go before it. */
  static final long HOLD_MILLIS = 2_000;

  private final Means means;
  private final PaymentBook book;
  private final Map<String, Payment> owed = new LinkedHashMap<>();
  private final FirstThings firstThings = new FirstThings();
  private final Map<String, Lane> lanes = new HashMap<>();
  private final PriorityQueue<Payment> later =
      new PriorityQueue<>(Comparator.comparingLong(payment -> payment.reversal.dueMillis));
  private Consumer<Acquirer> whenTried = acquirer -> {};
  private int parked;
  private long wakesAtMillis = NEVER;
  private volatile Figures figures = new Figures(0, 0, NEVER);

  /**
   * What a person wants to know.
   *
   * @param parked how many of {@code owed} were tried so often that a person must look
   * @param oldestEpochMillis since when the oldest is owed; {@link Long#MAX_VALUE} where none is
   */
  record Figures(int owed, int parked, long oldestEpochMillis) {}

  Reversals(Means means, PaymentBook book) {
    this.means = means;
    this.book = book;
  }

  Figures figures() {
    return figures;
  }

  /** What is owed to one acquirer, so that none waits for another's line. */
  private static final class Lane {
    /** Null where the settings do not have it any more. */
    final Acquirer acquirer;

    final Deque<Payment> ready = new ArrayDeque<>();

    /** Not tried since they are owed, or since the line was gone: advices wait for these. */
    final Set<Payment> untried = new HashSet<>();

    int inFlight;

    /** Whether it looks again by itself. */
    boolean isWatching;

    Lane(Acquirer acquirer) {
      this.acquirer = acquirer;
    }

    RetryPace pace() {
      return acquirer.profile().retry();
    }
  }

  /** Bounded by the names of acquirers that open payments have. */
  private Lane lane(Payment payment) {
    String name = payment.intent.acquirer();
    Lane known = lanes.get(name);
    return known != null ? known : openLane(name);
  }

  private Lane openLane(String name) {
    Acquirer acquirer = means.acquirers().named(name);
    String key = acquirer == null ? name : acquirer.name();
    Lane lane = lanes.computeIfAbsent(key, added -> new Lane(acquirer));
    lanes.put(name, lane);
    return lane;
  }

  /** Whether one is owed to {@code acquirer} that was not tried since its line came back. */
  boolean isAnyUntried(Acquirer acquirer) {
    return !openLane(acquirer.name()).untried.isEmpty();
  }

  /** {@code task} runs when each was tried that is owed to an acquirer. One listener. */
  void whenTried(Consumer<Acquirer> task) {
    whenTried = task;
  }

  private void tried(Payment payment) {
    Lane lane = lane(payment);
    if (lane.untried.remove(payment) && lane.untried.isEmpty()) whenTried.accept(lane.acquirer);
  }

  /** Goes on with what an earlier start left. */
  void resume(Payment payment) {
    payment.reversal.isResumed = true;
    PaymentCases.openMissing(means.cases(), payment);
    take(payment);
  }

  /** Takes over {@code payment}, whose reversal has just become durable. */
  void owe(Payment payment) {
    payment.owed(payment.reversal.owed);
    payment.reversal.recorded();
    take(payment);
  }

  /** Takes over {@code payment}, whose reversal is durable and waits. */
  void take(Payment payment) {
    owed.put(payment.id(), payment);
    firstThings.add(payment);
    if (payment.reversal.isParked) parked++;
    figuresChanged();
    Lane lane = lane(payment);
    if (lane.acquirer == null) {
      acquirerIsGone(payment);
      return;
    }
    lane.ready.add(payment);
    lane.untried.add(payment);
    sendReady(lane);
  }

  /** {@code acquirer} can be reached again: nothing waits for its time any more. */
  void acquirerIsBack(Acquirer acquirer) {
    Lane lane = openLane(acquirer.name());
    List<Payment> waiting = new ArrayList<>();
    later.removeIf(each -> lane(each) == lane && waiting.add(each));
    waiting.sort(Comparator.comparingLong(payment -> payment.offset));
    lane.ready.addAll(waiting);
    for (Payment each : owed.values()) {
      boolean isConfirmed = each.reversal.stage() == Reversal.Stage.CONFIRMED;
      if (!isConfirmed && lane(each) == lane) lane.untried.add(each);
    }
    sendReady(lane);
  }

  /** Stays owed and in sight until a start whose settings say who takes it. */
  private void acquirerIsGone(Payment payment) {
    LOG.error(
        "the reversal of payment {} of terminal {} is owed to acquirer '{}', which is not in the"
            + " settings. Put it back under card.acquirers, or name it in 'formerly' of the one"
            + " that took its place, and start again; or reverse the payment at the acquirer by hand",
        payment.id(),
        payment.intent.terminal(),
        payment.intent.acquirer());
    payment.reversal.tellTerminal(null);
    park(payment, "acquirer " + payment.intent.acquirer() + " is not in the settings any more");
  }

  boolean isAnyOwed() {
    return !owed.isEmpty();
  }

  /**
   * Runs {@code go} when what is owed for the terminal or the card of {@code next} was sent and
   * heard of, so that no host enters the new before it has undone the old: at once where nothing
   * is, at the latest after {@link #HOLD_MILLIS}. What its acquirer has refused already, or left
   * unanswered twice, holds up nobody.
   */
  void before(Payment next, Runnable go) {
    Set<Payment> owedBefore = firstThings.before(next);
    if (owedBefore.isEmpty()) {
      go.run();
      return;
    }
    FirstThings.Hold hold = new FirstThings.Hold(go);
    hold.await();
    for (Payment payment : owedBefore) {
      if (isUnheard(payment)) hasten(payment);
      if (payment.reversal.stage() == Reversal.Stage.SENT && payment.reversal.isFresh()) {
        hold.await();
        payment.reversal.whenHeard(hold);
      }
    }
    hold.run();
    if (hold.isOver()) return;
    means.meters().reversalsHeldUp.increment();
    means.clock().after(HOLD_MILLIS, hold::release);
  }

  private static boolean isUnheard(Payment payment) {
    return payment.reversal.stage() == Reversal.Stage.WAITING
        && payment.reversal.lastResponseCode == null;
  }

  private void hasten(Payment payment) {
    Lane lane = lane(payment);
    if (lane.acquirer == null) return;
    lane.ready.remove(payment);
    later.remove(payment);
    if (!send(lane, payment)) lane.ready.addFirst(payment);
  }

  private void sendReady(Lane lane) {
    while (!lane.ready.isEmpty() && lane.inFlight < means.settings().reversalsInFlight()) {
      if (!lane.acquirer.isAvailable()) {
        notToday(lane);
        lookAgain(lane);
        return;
      }
      Payment payment = lane.ready.remove();
      if (!send(lane, payment)) {
        postpone(payment, lane.pace().firstMillis());
        return;
      }
    }
  }

  /** Nobody tells when a full window opens. */
  private void lookAgain(Lane lane) {
    if (lane.isWatching) return;
    lane.isWatching = true;
    means
        .clock()
        .after(
            lane.pace().firstMillis(),
            () -> {
              lane.isWatching = false;
              sendReady(lane);
            });
  }

  /** Without an acquirer a terminal that waits for its reversal is told that the edge owns it. */
  private static void notToday(Lane lane) {
    for (Payment payment : lane.ready) payment.reversal.tellTerminal(null);
  }

  /** False where the acquirer took nothing. */
  private boolean send(Lane lane, Payment payment) {
    Reversal reversal = payment.reversal;
    Request own = reversal.terminalsOwn();
    Request request = own != null ? own : made(payment);
    if (request == null) {
      keyIsGone(payment);
      return true;
    }
    if (reversal.exchange == null) reversal.exchange = new Sending(lane, payment);
    Sending sending = (Sending) reversal.exchange;
    sending.request = request;
    sending.isMadeByEdge = own == null || reversal.isRewritten;
    boolean sent = lane.acquirer.send(sending);
    if (own == null) Arrays.fill(request.message(), (byte) 0);
    if (!sent) return false;
    reversal.sent(own != null);
    lane.inFlight++;
    means.meters().reversalsSent.increment();
    return true;
  }

  private Request made(Payment payment) {
    Reversal reversal = payment.reversal;
    if (payment.seal == null) return null;
    return means
        .seals()
        .reversal(payment.id(), payment.seal, payment.outcome(), reversal.isRepeat());
  }

  /** The one-time key was lost with its file: the edge cannot name the card, a person must. */
  private void keyIsGone(Payment payment) {
    LOG.error(
        "the reversal of payment {} of terminal {} cannot be made: its one-time key is gone."
            + " Reverse it at the acquirer by hand",
        payment.id(),
        payment.intent.terminal());
    means.meters().reversalsUnopenable.increment();
    payment.reversal.tellTerminal(null);
    park(payment, "its one-time key is gone: reverse it at the acquirer by hand");
    postpone(payment, lane(payment).pace().maxMillis());
    tried(payment);
  }

  private void answered(Payment payment, Answer answer) {
    Reversal reversal = payment.reversal;
    reversal.lastResponseCode = answer.responseCode();
    reversal.heard();
    if (means.messages().codes().reversalAccepted().contains(answer.responseCode())) {
      confirm(payment, answer);
      return;
    }
    LOG.warn(
        "the acquirer answered {} to the reversal of payment {}; it is repeated",
        answer.responseCode(),
        payment.id());
    reversal.tellTerminal(answer);
    tryAgain(payment);
  }

  private void confirm(Payment payment, Answer answer) {
    payment.reversal.confirmed();
    later.remove(payment);
    lane(payment).ready.remove(payment);
    tried(payment);
    ReversalAcknowledged done =
        new ReversalAcknowledged(payment.id(), answer.responseCode(), payment.reversal.tries);
    List<Entry> entries = new ArrayList<>(3);
    entries.add(PaymentRecords.of(done));
    entries.addAll(PaymentCases.closing(means.cases(), payment, done, means.messages().codes()));
    means.log().conclude(entries.toArray(Entry[]::new), at -> acknowledged(payment, done, answer));
  }

  private void acknowledged(Payment payment, ReversalAcknowledged done, Answer answer) {
    payment.reversal.acknowledged();
    payment.acknowledged(done);
    owed.remove(payment.id());
    firstThings.remove(payment);
    if (payment.reversal.isParked) parked--;
    means.meters().reversalsAcknowledged.increment();
    payment.reversal.tellTerminal(answer);
    if (payment.seal != null) means.seals().shred(payment.seal);
    payment.seal = null;
    payment.reversal.exchange = null;
    book.close(payment, means.clock().monotonicMillis());
    figuresChanged();
  }

  private void tryAgain(Payment payment) {
    Reversal reversal = payment.reversal;
    reversal.waits();
    Lane lane = lane(payment);
    if (reversal.tries >= lane.pace().triesBeforeParking()) parkAfterTries(payment);
    long delay = lane.pace().delayMillis(reversal.tries);
    postpone(payment, delay + means.random().nextLong(delay / 10 + 1));
    tried(payment);
    sendReady(lane);
  }

  private void parkAfterTries(Payment payment) {
    Reversal reversal = payment.reversal;
    if (reversal.isParked) return;
    LOG.error(
        "the reversal of payment {} of terminal {} was sent {} times without acknowledgement;"
            + " the last answer was {}. It is still owed and tried",
        payment.id(),
        payment.intent.terminal(),
        reversal.tries,
        reversal.lastResponseCode);
    park(
        payment,
        "sent %d times, last answer %s"
            .formatted(
                reversal.tries,
                reversal.lastResponseCode == null ? "none" : reversal.lastResponseCode));
  }

  /** A person must look. */
  private void park(Payment payment, String why) {
    Reversal reversal = payment.reversal;
    if (reversal.isParked) return;
    reversal.isParked = true;
    parked++;
    figuresChanged();
    ReversalParked parked =
        new ReversalParked(payment.id(), reversal.tries, reversal.lastResponseCode);
    Entry told = PaymentRecords.of(parked);
    Entry opened = PaymentCases.parking(means.cases(), payment, parked, why);
    Entry[] entries = opened == null ? new Entry[] {told} : new Entry[] {told, opened};
    means.log().conclude(entries, at -> payment.parked(parked));
  }

  private void postpone(Payment payment, long delayMillis) {
    payment.reversal.dueMillis = means.clock().monotonicMillis() + delayMillis;
    later.add(payment);
    wakeFor(payment.reversal.dueMillis);
  }

  private void wakeFor(long dueMillis) {
    if (dueMillis >= wakesAtMillis) return;
    wakesAtMillis = dueMillis;
    long wait = Math.max(1, dueMillis - means.clock().monotonicMillis());
    means.clock().after(wait, () -> wake(dueMillis));
  }

  private void wake(long dueMillis) {
    if (dueMillis != wakesAtMillis) return; // an earlier one was asked for since
    wakesAtMillis = NEVER;
    long now = means.clock().monotonicMillis();
    while (!later.isEmpty() && later.peek().reversal.dueMillis <= now) {
      Payment due = later.remove();
      lane(due).ready.add(due);
    }
    if (!later.isEmpty()) wakeFor(later.peek().reversal.dueMillis);
    for (Lane lane : List.copyOf(lanes.values())) sendReady(lane);
  }

  private void figuresChanged() {
    long oldest =
        owed.isEmpty() ? NEVER : owed.values().iterator().next().reversal.sinceEpochMillis;
    figures = new Figures(owed.size(), parked, oldest);
  }

  /** All tries of one reversal. */
  private final class Sending implements Exchange {
    private final Lane lane;
    private final Payment payment;
    private Request request;
    private boolean isMadeByEdge;

    Sending(Lane lane, Payment payment) {
      this.lane = lane;
      this.payment = payment;
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public void answered(Answer answer) {
      lane.inFlight--;
      Reversals.this.answered(payment, answer);
      sendReady(lane);
    }

    @Override
    public void timedOut() {
      noAnswer();
    }

    @Override
    public void linkLost() {
      noAnswer();
    }

    private void noAnswer() {
      lane.inFlight--;
      payment.reversal.heard();
      payment.reversal.tellTerminal(null);
      tryAgain(payment);
    }

    @Override
    public boolean isMadeByEdge() {
      return isMadeByEdge;
    }

    @Override
    public boolean isRetried() {
      return payment.reversal.tries > 0;
    }

    @Override
    public boolean mindsLateAnswers() {
      return true;
    }

    /** An answer to an earlier try acknowledges as well as one in time. */
    @Override
    public void answeredLate(Answer answer) {
      boolean waits = payment.reversal.stage() == Reversal.Stage.WAITING;
      if (waits && means.messages().codes().reversalAccepted().contains(answer.responseCode())) {
        confirm(payment, answer);
      }
    }
  }
}
