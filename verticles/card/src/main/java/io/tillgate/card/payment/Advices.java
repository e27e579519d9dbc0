package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Acquirer;
import io.tillgate.card.acquirer.Exchange;
import io.tillgate.card.acquirer.LineState;
import io.tillgate.card.message.AdviceMessages;
import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Request;
import io.tillgate.card.standin.AdviceRule;
import io.tillgate.card.standin.DrainWindow;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.AdviceParked;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.AdviceSettled.Ending;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseKind;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.RetryPace;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells acquirers of what was approved for them, as soon as they can be told and as fast as they
 * like: of a card and of a terminal in order, of all others beside each other, after the reversals
 * that are owed. Nothing is ever dropped; what an acquirer makes nothing of is parked in sight and
 * tried now and then, and the others go on. What waits is bounded by the stand-in's {@code
 * storeCount}. State of the card context.
 */
final class Advices {
  private static final Logger LOG = LoggerFactory.getLogger(Advices.class);
  private static final long LOOK_AGAIN_MILLIS = 500;

  private final Means means;
  private final StandInMeans standIn;
  private final PaymentBook book;
  private final Reversals reversals;
  private final AdviceOrder order = new AdviceOrder();
  private final Map<String, Drain> drains = new HashMap<>();

  /** Those that wait for their time. */
  private final Set<Payment> later = new LinkedHashSet<>();

  private Consumer<String> cardTold = token -> {};
  private volatile int parked; // this and the next are written by the card context alone
  private volatile int inFlight;

  /** The road to one acquirer, so that none waits for another's line. */
  private static final class Drain {
    /** Null where the settings do not have it any more. */
    final Acquirer acquirer;

    final AdviceRule rule;
    final RetryPace pace;
    final AdviceMessages messages;
    final DrainWindow window;
    final Deque<Payment> ready = new ArrayDeque<>();
    int inFlight;

    /** Whether it looks again by itself. */
    boolean isWatching;

    /** When the host last said something to an advice. */
    long heardMillis = Long.MIN_VALUE;

    Drain(Acquirer acquirer, AdviceRule rule, Dialect dialect) {
      this.acquirer = acquirer;
      this.rule = rule;
      this.pace = dialect.retry();
      this.messages = new AdviceMessages(dialect, rule);
      this.window = new DrainWindow(rule.maxInFlight());
    }
  }

  Advices(Means means, StandInMeans standIn, PaymentBook book, Reversals reversals) {
    this.means = means;
    this.standIn = standIn;
    this.book = book;
    this.reversals = reversals;
    reversals.whenTried(acquirer -> sendReady(drain(acquirer.name())));
  }

  int parked() {
    return parked;
  }

  /** Advices that wait for answers. Any thread. */
  int inFlight() {
    return inFlight;
  }

  private void inFlight(Drain drain, int more) {
    drain.inFlight += more;
    inFlight = inFlight + more;
  }

  AdviceMessages messages(String acquirer) {
    return drain(acquirer).messages;
  }

  AdviceRule rule(String acquirer) {
    return drain(acquirer).rule;
  }

  private Drain drain(Payment payment) {
    return drain(payment.intent.acquirer());
  }

  /** Bounded by the names of acquirers that open payments have. */
  private Drain drain(String name) {
    Drain known = drains.get(name);
    return known != null ? known : openDrain(name);
  }

  private Drain openDrain(String name) {
    Acquirer acquirer = means.acquirers().named(name);
    String key = acquirer == null ? name : acquirer.name();
    Drain drain = drains.computeIfAbsent(key, added -> made(acquirer, key));
    drains.put(name, drain);
    return drain;
  }

  /** What was approved is told also where nothing is approved offline any more. */
  private Drain made(Acquirer acquirer, String name) {
    Dialect dialect = acquirer == null ? means.messages().dialect() : acquirer.profile();
    StandInLimits limits = standIn.limits().get(name);
    return new Drain(acquirer, limits == null ? AdviceRule.of(dialect) : limits.advice(), dialect);
  }

  /** The terminal has heard of its approval: from now on the acquirer is told as soon as it can. */
  void queue(Payment payment) {
    if (payment.advice.queue()) enter(payment);
  }

  /** Takes up what an earlier start left. */
  void resume(Payment payment) {
    Advice advice = payment.advice;
    advice.resume();
    if (drain(payment).acquirer == null) {
      acquirerIsGone(payment);
    } else if (advice.isParked) {
      parked++;
      wait(payment, drain(payment).pace.maxMillis());
    } else {
      enter(payment);
    }
  }

  private void enter(Payment payment) {
    payment.advice.isInLine = true;
    order.add(payment);
    if (order.isFirst(payment)) ready(payment);
  }

  private void ready(Payment payment) {
    Drain drain = drain(payment);
    drain.ready.add(payment);
    sendReady(drain);
  }

  /** Stays owed and in sight until a start whose settings say who takes it. */
  private void acquirerIsGone(Payment payment) {
    LOG.error(
        "the offline sale {} of terminal {} is to be told to acquirer '{}', which is not in the"
            + " settings. Put it back under card.acquirers, or name it in 'formerly' of the one"
            + " that took its place, and start again",
        payment.id(),
        payment.intent.terminal(),
        payment.intent.acquirer());
    if (payment.advice.isParked) parked++;
    else park(payment);
  }

  /** {@code acquirer} can be reached again: nothing waits for its time any more. */
  void acquirerIsBack(Acquirer acquirer) {
    Drain drain = drain(acquirer.name());
    drain.window.restart();
    for (Payment payment : List.copyOf(later)) {
      if (drain(payment) != drain) continue;
      later.remove(payment);
      payment.advice.waits++;
      drain.ready.add(payment);
    }
    sendReady(drain);
  }

  /** Whether a card's sales wait to be told to {@code acquirer}, before it may be asked again. */
  boolean isOwedFor(String token, Acquirer acquirer) {
    if (!order.isOwedFor(token)) return false;
    Drain drain = drain(acquirer.name());
    return order.of(token).stream().anyMatch(payment -> drain(payment) == drain);
  }

  /** {@code task} is given the token of each card of which one fewer waits. One listener. */
  void onCardTold(Consumer<String> task) {
    cardTold = task;
  }

  /** What is owed for a card goes before what waits for others. */
  void hasten(String token) {
    for (Payment payment : order.of(token)) {
      if (later.remove(payment)) payment.advice.waits++;
      else if (!drain(payment).ready.remove(payment)) continue;
      drain(payment).ready.addFirst(payment);
      sendReady(drain(payment));
    }
  }

  private void sendReady(Drain drain) {
    while (!drain.ready.isEmpty() && drain.inFlight < drain.window.size()) {
      if (reversals.isAnyUntried(drain.acquirer)) return;
      if (!drain.acquirer.isAvailable()) {
        lookAgain(drain);
        return;
      }
      begin(drain, drain.ready.remove());
    }
  }

  /** A full window makes a road unavailable, and nobody says when that is over. */
  private void lookAgain(Drain drain) {
    if (drain.isWatching || drain.acquirer.line() == LineState.DOWN) return;
    drain.isWatching = true;
    means
        .clock()
        .after(
            LOOK_AGAIN_MILLIS,
            () -> {
              drain.isWatching = false;
              sendReady(drain);
            });
  }

  /** That it may have been sent is durable before its first byte goes. */
  private void begin(Drain drain, Payment payment) {
    Advice advice = payment.advice;
    if (!advice.send()) return; // a change came first, and puts it back when it is durable
    inFlight(drain, 1);
    if (advice.isMarked) {
      send(drain, payment);
      return;
    }
    Entry[] mark = {PaymentRecords.sending(payment.id())};
    means
        .log()
        .conclude(
            mark,
            at -> {
              advice.isMarked = true;
              send(drain, payment);
            });
  }

  private void send(Drain drain, Payment payment) {
    Advice advice = payment.advice;
    Request request = made(drain, payment);
    if (request == null) {
      inFlight(drain, -1);
      unsendable(payment);
      return;
    }
    if (advice.exchange == null) advice.exchange = new Sending(payment);
    ((Sending) advice.exchange).request = request;
    boolean sent = drain.acquirer.send(advice.exchange);
    Arrays.fill(request.message(), (byte) 0);
    if (sent) {
      advice.tries++;
      advice.sentMillis = means.clock().monotonicMillis();
      standIn.meters().sent.increment();
    } else {
      inFlight(drain, -1);
      advice.unsent();
      wait(payment, drain.pace.firstMillis());
    }
  }

  /** Null where its key is gone, or it no longer follows the dialect. */
  private Request made(Drain drain, Payment payment) {
    byte[] advice =
        payment.advice.seal == null
            ? null
            : means.seals().openMessage(payment.id(), payment.advice.seal);
    if (advice == null) return null;
    try {
      return means
          .messages()
          .request(
              drain.messages.sent(advice, payment.advice.leftMinor, payment.advice.isRepeat()));
    } catch (BadMessage anotherDialect) {
      return null;
    } finally {
      Arrays.fill(advice, (byte) 0);
    }
  }

  private void unsendable(Payment payment) {
    LOG.error(
        "the offline sale {} of terminal {} cannot be told to the acquirer: its one-time key is"
            + " gone, or the dialect is another one. Enter it at the acquirer by hand",
        payment.id(),
        payment.intent.terminal());
    standIn.meters().unopenable.increment();
    park(payment);
    wait(payment, drain(payment).pace.maxMillis());
  }

  private void answered(Payment payment, Answer answer) {
    Drain drain = drain(payment);
    Advice advice = payment.advice;
    long now = means.clock().monotonicMillis();
    drain.heardMillis = now;
    advice.lastResponseCode = answer.responseCode().isEmpty() ? null : answer.responseCode();
    Ending ending = ending(drain.rule, answer);
    Arrays.fill(answer.message(), (byte) 0);
    if (ending == null) {
      drain.window.failed();
      advice.vain++;
      tryAgain(payment);
    } else {
      drain.window.answered(now - advice.sentMillis);
      settle(payment, ending, answer);
    }
  }

  /** Null where the answer says nothing of the sale. */
  private Ending ending(AdviceRule rule, Answer answer) {
    String code = answer.responseCode();
    if (rule.accepted().contains(code)) return Ending.TAKEN;
    if (means.messages().codes().partiallyApproved().contains(code)) return Ending.TAKEN;
    return code.isEmpty() || rule.tryAgain().contains(code) ? null : Ending.REFUSED;
  }

  private void settle(Payment payment, Ending ending, Answer answer) {
    Advice advice = payment.advice;
    if (!advice.settle()) return;
    if (later.remove(payment)) advice.waits++;
    drain(payment).ready.remove(payment);
    long taken = ending == Ending.TAKEN ? taken(advice, answer) : 0;
    AdviceSettled settled =
        new AdviceSettled(
            payment.id(), ending, answer.responseCode(), taken, advice.currency, advice.tries);
    means
        .log()
        .conclude(
            some(
                PaymentRecords.of(settled),
                means.cases().closing(CaseKind.POISON_ADVICE, payment.id(), closing(ending), null),
                lost(payment, answer.responseCode(), advice.leftMinor - taken)),
            at -> {
              if (ending == Ending.TAKEN) advice.leftMinor = taken;
              settled(payment, ending);
            });
  }

  static CaseClosed.Ending closing(Ending ending) {
    return switch (ending) {
      case TAKEN -> CaseClosed.Ending.TAKEN;
      case REFUSED -> CaseClosed.Ending.REFUSED;
      case VOIDED -> CaseClosed.Ending.VOIDED;
    };
  }

  static Entry[] some(Entry... entries) {
    return Arrays.stream(entries).filter(Objects::nonNull).toArray(Entry[]::new);
  }

  /** An advice cannot well be taken in part, but a host may say so. */
  private long taken(Advice advice, Answer answer) {
    boolean inPart = means.messages().codes().partiallyApproved().contains(answer.responseCode());
    return inPart && answer.amountMinor() >= 0
        ? Math.min(answer.amountMinor(), advice.leftMinor)
        : advice.leftMinor;
  }

  /** The case of what the acquirer did not take; null where it took all. */
  private Entry lost(Payment payment, String responseCode, long lostMinor) {
    if (lostMinor == 0) return null;
    return means
        .cases()
        .opening(
            CaseKind.DECLINED_AFTER_STAND_IN,
            payment.id(),
            payment.intent.terminal(),
            "the acquirer answered %s: %d minor units of %s are lost"
                .formatted(responseCode, lostMinor, payment.advice.currency));
  }

  /** Nothing is to be told any more, durably: its key is shredded, and what it held up goes on. */
  void settled(Payment payment, Ending ending) {
    Advice advice = payment.advice;
    advice.settled(ending);
    if (advice.isParked) parked--;
    standIn.exposure().settle(payment.id());
    standIn.meters().settled(ending);
    if (advice.seal != null) means.seals().shred(advice.seal);
    advice.seal = null;
    advice.exchange = null;
    if (later.remove(payment)) advice.waits++;
    goOn(payment);
    leave(payment);
    advice.runNext();
  }

  /** What follows a settled advice: a reversal that was asked for meanwhile, or nothing. */
  void goOn(Payment payment) {
    if (payment.reversal == null) {
      if (payment.authorization == null) book.close(payment, means.clock().monotonicMillis());
    } else if (payment.reversal.stage() != Reversal.Stage.RECORDING) {
      reversals.take(payment);
    }
  }

  private void leave(Payment payment) {
    order.remove(payment).forEach(this::ready);
    cardTold.accept(payment.advice.token);
  }

  private void tryAgain(Payment payment) {
    Advice advice = payment.advice;
    Drain drain = drain(payment);
    if (advice.vain >= drain.rule.triesBeforeParking()) park(payment);
    long delay = advice.isParked ? drain.pace.maxMillis() : drain.pace.delayMillis(advice.tries);
    wait(payment, delay + means.random().nextLong(delay / 10 + 1));
    sendReady(drain);
  }

  /** A poison entry moves aside in sight, and the queue goes on. */
  private void park(Payment payment) {
    Advice advice = payment.advice;
    if (advice.isParked) return;
    advice.isParked = true;
    parked++;
    AdviceParked told = new AdviceParked(payment.id(), advice.tries, advice.lastResponseCode);
    Entry opened =
        means
            .cases()
            .opening(
                CaseKind.POISON_ADVICE,
                payment.id(),
                payment.intent.terminal(),
                "sent %d times; the last answer was %s"
                    .formatted(advice.tries, advice.lastResponseCode));
    means.log().conclude(some(PaymentRecords.of(told), opened), at -> {});
    leave(payment);
  }

  private void wait(Payment payment, long delayMillis) {
    Advice advice = payment.advice;
    later.add(payment);
    int mine = ++advice.waits;
    means
        .clock()
        .after(
            delayMillis,
            () -> {
              if (advice.waits == mine && later.remove(payment)) ready(payment);
            });
  }

  /** A change is durable, or was refused: it goes on from where it stood. */
  void changed(Payment payment) {
    if (payment.advice.changed() == Advice.Stage.QUEUED) {
      if (!payment.advice.isInLine) {
        enter(payment);
      } else if (order.isFirst(payment) && !later.contains(payment)) {
        drain(payment).ready.remove(payment);
        ready(payment);
      }
    }
    payment.advice.runNext();
  }

  /** All tries of one advice. */
  private final class Sending implements Exchange {
    private final Payment payment;
    private Request request;

    Sending(Payment payment) {
      this.payment = payment;
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public void answered(Answer answer) {
      inFlight(drain(payment), -1);
      Advices.this.answered(payment, answer);
      sendReady(drain(payment));
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
      Drain drain = drain(payment);
      inFlight(drain, -1);
      drain.window.failed();
      if (drain.heardMillis > payment.advice.sentMillis) payment.advice.vain++;
      tryAgain(payment);
    }

    @Override
    public boolean isMadeByEdge() {
      return true;
    }

    @Override
    public boolean isRetried() {
      return payment.advice.tries > 0;
    }

    @Override
    public boolean mindsLateAnswers() {
      return true;
    }

    /** An answer to an earlier try settles it as well as one in time. */
    @Override
    public void answeredLate(Answer answer) {
      Ending ending = ending(drain(payment).rule, answer);
      Arrays.fill(answer.message(), (byte) 0);
      if (ending != null && later.contains(payment)) settle(payment, ending, answer);
    }
  }
}
