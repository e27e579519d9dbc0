package io.tillgate.central.ingest;

import io.tillgate.retail.payment.AdviceChanged;
import io.tillgate.retail.payment.AdviceOwed;
import io.tillgate.retail.payment.AdviceParked;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalParked;

/** What an edge tells of a payment. */
sealed interface PaymentFact {

  String paymentId();

  record Intended(PaymentIntent intent) implements PaymentFact {
    @Override
    public String paymentId() {
      return intent.paymentId();
    }
  }

  record Ended(PaymentOutcome outcome) implements PaymentFact {
    @Override
    public String paymentId() {
      return outcome.paymentId();
    }
  }

  record Owed(ReversalOwed reversal) implements PaymentFact {
    @Override
    public String paymentId() {
      return reversal.paymentId();
    }
  }

  record Acknowledged(ReversalAcknowledged reversal) implements PaymentFact {
    @Override
    public String paymentId() {
      return reversal.paymentId();
    }
  }

  record Parked(ReversalParked reversal) implements PaymentFact {
    @Override
    public String paymentId() {
      return reversal.paymentId();
    }
  }

  record Late(LateAnswer answer) implements PaymentFact {
    @Override
    public String paymentId() {
      return answer.paymentId();
    }
  }

  record AdviceDue(AdviceOwed advice) implements PaymentFact {
    @Override
    public String paymentId() {
      return advice.paymentId();
    }
  }

  record AdviceAltered(AdviceChanged advice) implements PaymentFact {
    @Override
    public String paymentId() {
      return advice.paymentId();
    }
  }

  record AdviceEnded(AdviceSettled advice) implements PaymentFact {
    @Override
    public String paymentId() {
      return advice.paymentId();
    }
  }

  record AdviceSetAside(AdviceParked advice) implements PaymentFact {
    @Override
    public String paymentId() {
      return advice.paymentId();
    }
  }
}
