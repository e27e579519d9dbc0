package io.tillgate.card.payment;

import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalParked;

/**
 * Where a payment stands, as the journal tells it. A record moves it on once it is durable, by the
 * same functions while the edge runs and at a start; a record that the table does not have is
 * refused. What goes on between two records is {@link Authorization} (sent, answered, timed out,
 * lost) and {@link Reversal} (waiting, sent, confirmed).
 *
 * <pre>
 *                 PAYMENT_OUTCOME   REVERSAL_OWED   REVERSAL_PARKED   REVERSAL_ACKNOWLEDGED
 *  (intent) Begun      Ended
 *           Ended                      Owing (1)
 *           Owing                                        Owing               Undone
 *           Undone                     Owing (2)
 * </pre>
 *
 * (1) Unless it was declined or never sent. (2) Where it was undone in part, and less is to be
 * left. Immutable.
 */
public sealed interface PaymentState {
  PaymentState BEGUN = new Begun();

  /** Its intent is durable; nobody knows what becomes of it. */
  record Begun() implements PaymentState {
    @Override
    public PaymentState ended(PaymentOutcome outcome) {
      return new Ended(outcome);
    }

    @Override
    public PaymentOutcome outcome() {
      return null;
    }
  }

  /** Its outcome is durable, and nothing is owed. */
  record Ended(PaymentOutcome outcome) implements PaymentState {
    @Override
    public PaymentState owed(ReversalOwed owed) {
      if (!mayOwe(outcome)) throw new Illegal(this, "REVERSAL_OWED");
      return new Owing(outcome, owed, null);
    }
  }

  /**
   * A reversal is owed to the acquirer.
   *
   * @param parked null unless it was tried so often that a person must look
   */
  record Owing(PaymentOutcome outcome, ReversalOwed owed, ReversalParked parked)
      implements PaymentState {
    @Override
    public PaymentState parked(ReversalParked parked) {
      return new Owing(outcome, owed, parked);
    }

    @Override
    public PaymentState acknowledged(ReversalAcknowledged acknowledged) {
      return new Undone(outcome, owed, acknowledged);
    }
  }

  /** The acquirer has undone it, in full or in part. */
  record Undone(PaymentOutcome outcome, ReversalOwed owed, ReversalAcknowledged acknowledged)
      implements PaymentState {
    @Override
    public PaymentState owed(ReversalOwed next) {
      if (next.leftMinor() >= owed.leftMinor()) throw new Illegal(this, "REVERSAL_OWED");
      return new Owing(outcome, next, null);
    }
  }

  /** Null while there is none. */
  PaymentOutcome outcome();

  default PaymentState ended(PaymentOutcome outcome) {
    throw new Illegal(this, "PAYMENT_OUTCOME");
  }

  default PaymentState owed(ReversalOwed owed) {
    throw new Illegal(this, "REVERSAL_OWED");
  }

  default PaymentState parked(ReversalParked parked) {
    throw new Illegal(this, "REVERSAL_PARKED");
  }

  default PaymentState acknowledged(ReversalAcknowledged acknowledged) {
    throw new Illegal(this, "REVERSAL_ACKNOWLEDGED");
  }

  /** Whether something is still to be done about it. */
  default boolean isOpen() {
    return this instanceof Begun || this instanceof Owing;
  }

  /** What was declined or never sent has moved nothing that could be undone. */
  static boolean mayOwe(PaymentOutcome outcome) {
    return switch (outcome.result()) {
      case APPROVED, PARTIALLY_APPROVED, APPROVED_OFFLINE, TIMED_OUT, LINK_LOST, INTERRUPTED ->
          true;
      case DECLINED, NOT_SENT -> false;
    };
  }

  /** Whether nobody knew what had become of it. */
  static boolean isUnknown(PaymentOutcome outcome) {
    return switch (outcome.result()) {
      case TIMED_OUT, LINK_LOST, INTERRUPTED -> true;
      case APPROVED, PARTIALLY_APPROVED, APPROVED_OFFLINE, DECLINED, NOT_SENT -> false;
    };
  }

  /** A record that does not follow from those before it. */
  final class Illegal extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Illegal(PaymentState state, String record) {
      super(record + " does not follow " + state.getClass().getSimpleName());
    }
  }
}
