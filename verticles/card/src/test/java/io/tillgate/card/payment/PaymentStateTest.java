package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tillgate.card.payment.PaymentState.Begun;
import io.tillgate.card.payment.PaymentState.Ended;
import io.tillgate.card.payment.PaymentState.Illegal;
import io.tillgate.card.payment.PaymentState.Owing;
import io.tillgate.card.payment.PaymentState.Undone;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import io.tillgate.retail.payment.ReversalParked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PaymentStateTest {
  static {
    ((Logger) LoggerFactory.getLogger(PaymentFold.class)).setLevel(Level.OFF);
  }

  private static final ReversalParked PARKED = new ReversalParked("a", 50, "96");
  private static final ReversalAcknowledged TAKEN = new ReversalAcknowledged("a", "00", 1);

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  private static PaymentOutcome outcome(Result result) {
    return new PaymentOutcome("a", result, "00", 0, "USD", null, null);
  }

  private static ReversalOwed owed(long leftMinor) {
    return new ReversalOwed("a", Reason.TERMINAL, 1_000, "USD", leftMinor);
  }

  private static PaymentState ended(Result result) {
    return PaymentState.BEGUN.ended(outcome(result));
  }

  /** The table of {@link PaymentState}, row by row: what each record makes of each state. */
  @Test
  @DisplayName("RULES 1.7 a payment goes from state to state as the table says, and no other way")
  void theTableIsWhatHappensAndNothingElseDoes() {
    PaymentState owing = ended(Result.TIMED_OUT).owed(owed(0));
    row(PaymentState.BEGUN, Ended.class, null, null, null);
    row(ended(Result.APPROVED), null, Owing.class, null, null);
    row(ended(Result.TIMED_OUT), null, Owing.class, null, null);
    row(ended(Result.DECLINED), null, null, null, null);
    row(ended(Result.NOT_SENT), null, null, null, null);
    row(owing, null, null, Owing.class, Undone.class);
    row(owing.parked(PARKED), null, null, Owing.class, Undone.class);
    row(owing.acknowledged(TAKEN), null, null, null, null);
    row(ended(Result.APPROVED).owed(owed(400)).acknowledged(TAKEN), null, Owing.class, null, null);
  }

  private static void row(
      PaymentState from,
      Class<? extends PaymentState> outcome,
      Class<? extends PaymentState> owed,
      Class<? extends PaymentState> parked,
      Class<? extends PaymentState> acknowledged) {
    check(from, outcome, state -> state.ended(outcome(Result.APPROVED)));
    check(from, owed, state -> state.owed(owed(0)));
    check(from, parked, state -> state.parked(PARKED));
    check(from, acknowledged, state -> state.acknowledged(TAKEN));
  }

  private static void check(
      PaymentState from, Class<? extends PaymentState> to, UnaryOperator<PaymentState> record) {
    if (to == null) assertThrows(Illegal.class, () -> record.apply(from), from::toString);
    else assertInstanceOf(to, record.apply(from), from.toString());
  }

  @Test
  @DisplayName("RULES 1.13 what is undone in part can be undone further, never less, never twice")
  void whatIsUndoneInPartCanBeUndoneFurtherButNeverLess() {
    PaymentState left400 = ended(Result.APPROVED).owed(owed(400)).acknowledged(TAKEN);
    assertThrows(Illegal.class, () -> left400.owed(owed(400)));
    assertThrows(Illegal.class, () -> left400.owed(owed(700)));
    PaymentState left0 = left400.owed(owed(0)).acknowledged(TAKEN);
    assertThrows(Illegal.class, () -> left0.owed(owed(0)));
  }

  /** Any records in any order, over several payments: after each the fold is where it was live. */
  @Test
  void afterEveryPrefixOfAnyHistoryTheFoldStandsWhereTheEdgeStood() {
    System.out.println("afterEveryPrefix seed " + seed);
    for (int run = 0; run < 200; run++) {
      PaymentFold fold = new PaymentFold(1_000);
      List<Payment> live = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        live.add(new Payment(intent("p" + i)));
        accept(fold, live.size(), PaymentRecords.of(live.get(i).intent));
      }
      for (int step = 0; step < 40; step++) {
        Payment payment = live.get(random.nextInt(live.size()));
        accept(fold, 10 + step, happens(payment));
        Map<String, PaymentState> folded =
            fold.payments(CLOCK).stream()
                .collect(java.util.stream.Collectors.toMap(Payment::id, Payment::state));
        for (Payment each : live) assertEquals(each.state(), folded.get(each.id()));
        long open = live.stream().filter(each -> each.state().isOpen()).count();
        assertEquals(open, fold.openCount());
        for (Payment each : live) legal(each.state());
      }
    }
  }

  /** A random record; where it does not follow, the live payment refuses it too. */
  private Entry happens(Payment payment) {
    String id = payment.id();
    switch (random.nextInt(4)) {
      case 0 -> {
        Result[] results = Result.values();
        Result result = results[random.nextInt(results.length)];
        PaymentOutcome outcome = new PaymentOutcome(id, result, "00", 0, "USD", null, null);
        orRefuse(() -> payment.ended(outcome));
        return PaymentRecords.of(outcome);
      }
      case 1 -> {
        long left = random.nextInt(4) * 100;
        ReversalOwed owed = new ReversalOwed(id, Reason.TERMINAL, 1_000, "USD", left);
        orRefuse(() -> payment.owed(owed));
        return PaymentRecords.of(owed);
      }
      case 2 -> {
        ReversalParked parked = new ReversalParked(id, random.nextInt(100), null);
        orRefuse(() -> payment.parked(parked));
        return PaymentRecords.of(parked);
      }
      default -> {
        ReversalAcknowledged done = new ReversalAcknowledged(id, "25", random.nextInt(100));
        orRefuse(() -> payment.acknowledged(done));
        return PaymentRecords.of(done);
      }
    }
  }

  private static void orRefuse(Runnable record) {
    try {
      record.run();
    } catch (Illegal refused) {
      // nothing has changed
    }
  }

  /** What must hold in every state that can be reached. */
  private static void legal(PaymentState state) {
    assertEquals(state instanceof Begun, state.outcome() == null);
    if (state instanceof Owing owing) assertEquals(true, PaymentState.mayOwe(owing.outcome()));
    if (state instanceof Undone undone) assertEquals(true, PaymentState.mayOwe(undone.outcome()));
  }

  private static void accept(PaymentFold fold, long offset, Entry entry) {
    fold.accept(offset, 1_000_000, entry.type(), entry.key(), entry.payload());
  }

  private static PaymentIntent intent(String id) {
    return new PaymentIntent(
        id, PaymentIntent.Kind.PURCHASE, "T1", "bank", 1_000, "USD", id, null, null, null);
  }

  private static final Clockwork CLOCK =
      new Clockwork() {
        @Override
        public long monotonicMillis() {
          return 5_000_000;
        }

        @Override
        public long epochMillis() {
          return 2_000_000;
        }

        @Override
        public void after(long millis, Runnable task) {}
      };
}
