package io.tillgate.central.ingest;

import io.tillgate.retail.Refund;
import io.tillgate.retail.Sale;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What central already holds of the things that a batch speaks of.
 *
 * @param sales digests of content by id, and so for refunds and posted movements
 */
record Known(
    Map<String, PaymentState> payments,
    Map<UUID, byte[]> sales,
    Map<UUID, byte[]> refunds,
    Map<UUID, byte[]> movements) {

  static Known nothing() {
    return new Known(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
  }

  /** What must be looked up before a batch can be folded. */
  record Wanted(Set<String> payments, Set<UUID> sales, Set<UUID> refunds, Set<UUID> movements) {

    static Wanted by(List<Reading> readings) {
      Wanted wanted =
          new Wanted(
              new LinkedHashSet<>(),
              new LinkedHashSet<>(),
              new LinkedHashSet<>(),
              new LinkedHashSet<>());
      readings.forEach(wanted::add);
      return wanted;
    }

    private void add(Reading reading) {
      if (reading instanceof Reading.Payment payment) {
        payments.add(payment.fact().paymentId());
      } else if (reading instanceof Reading.Retail retail) {
        if (retail.fact() instanceof Sale) sales.add(retail.fact().id());
        else if (retail.fact() instanceof Refund) refunds.add(retail.fact().id());
        else movements.add(retail.fact().id());
      }
    }
  }
}
