package io.tillgate.central.ingest;

import io.tillgate.central.ingest.Changes.Conflict;
import io.tillgate.central.ingest.Changes.Fresh;
import io.tillgate.central.ingest.Changes.Moved;
import io.tillgate.central.ingest.Changes.Paid;
import io.tillgate.central.ingest.Changes.Placed;
import io.tillgate.central.ingest.Changes.Tendered;
import io.tillgate.central.ingest.Changes.Told;
import io.tillgate.retail.Refund;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.Sale;
import io.tillgate.retail.StockMovement;
import io.tillgate.retail.StockMovements;
import io.tillgate.retail.Tender;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Folds a journal's new events, in their order, over what is known, into the changes to be written.
 * The first event with an id stands: the same again changes nothing, and the same id with another
 * content is a conflict, kept in sight.
 */
final class Fold {
  private final Source source;
  private final Known known;
  private final Changes changes = new Changes();

  private Fold(Source source, Known known) {
    this.source = source;
    this.known = known;
  }

  /**
   * @param known is changed on the way: it then knows what was folded
   */
  static Changes of(Source source, List<Reading> readings, Known known) {
    Fold fold = new Fold(source, known);
    readings.forEach(fold::add);
    return fold.changes;
  }

  private void add(Reading reading) {
    changes.events.add(new Placed(source, reading));
    if (reading instanceof Reading.Problem) {
      changes.problems.add(new Placed(source, reading));
    } else if (reading instanceof Reading.Payment payment) {
      add(payment);
    } else if (reading instanceof Reading.Retail retail) {
      add(retail);
    } else if (reading instanceof Reading.ForVault card) {
      changes.sealedCards.put(card.token(), new Told<>(source, card.at(), card));
    } else if (reading instanceof Reading.OpenedCase open) {
      changes.casesOpened.putIfAbsent(
          open.fact().caseId(), new Told<>(source, open.at(), open.fact()));
    } else if (reading instanceof Reading.ClosedCase closed) {
      changes.casesClosed.putIfAbsent(
          closed.fact().caseId(), new Told<>(source, closed.at(), closed.fact()));
    }
  }

  private void add(Reading.Payment reading) {
    String id = reading.fact().paymentId();
    PaymentState before = known.payments().get(id);
    PaymentState start = before == null ? PaymentState.of(id, reading.at()) : before;
    if (start.contradicts(reading.fact())) {
      conflict(reading, "payment", id, "told otherwise before");
      return;
    }
    PaymentState after = start.and(reading.at(), reading.fact());
    if (after.equals(before)) {
      changes.repeats++;
      return;
    }
    if (before != null) before.addTo(changes.totals, -1);
    after.addTo(changes.totals, 1);
    known.payments().put(id, after);
    changes.payments.put(id, new Paid(source, after));
  }

  private void add(Reading.Retail reading) {
    RetailEvent fact = reading.fact();
    Content content = reading.content();
    if (fact instanceof Sale sale) {
      if (isNew(reading, known.sales(), "sale", content)) add(reading, sale, content);
    } else if (fact instanceof Refund refund) {
      if (isNew(reading, known.refunds(), "refund", content)) add(reading, refund, content);
    } else if (fact instanceof StockMovement movement) {
      if (isNew(reading, known.movements(), "movement", content)) {
        changes.movements.add(new Moved(movement, content.digest()));
        changes.totals.add(Totals.NO_CURRENCY, Totals.Figure.STOCK_MOVEMENTS, 1, 0);
      }
    }
  }

  private void add(Reading.Retail reading, Sale sale, Content content) {
    changes.sales.add(new Fresh<>(source, reading.event().offset(), sale, content));
    tenders("sale", sale, sale.tenders());
    StockMovements.of(sale).forEach(m -> changes.movements.add(new Moved(m, null)));
    changes.totals.add(sale.currency(), Totals.Figure.SALES, 1, sale.totals().totalMinor());
  }

  private void add(Reading.Retail reading, Refund refund, Content content) {
    changes.refunds.add(new Fresh<>(source, reading.event().offset(), refund, content));
    tenders("refund", refund, refund.tenders());
    StockMovements.of(refund).forEach(m -> changes.movements.add(new Moved(m, null)));
    changes.totals.add(refund.currency(), Totals.Figure.REFUNDS, 1, refund.totals().totalMinor());
  }

  private void tenders(String subject, RetailEvent of, List<Tender> tenders) {
    for (int i = 0; i < tenders.size(); i++) {
      changes.tenders.add(new Tendered(subject, of, i, tenders.get(i)));
    }
  }

  private boolean isNew(
      Reading.Retail reading, Map<UUID, byte[]> digests, String subject, Content content) {
    byte[] first = digests.putIfAbsent(reading.fact().id(), content.digest());
    if (first == null) return true;
    if (Arrays.equals(first, content.digest())) changes.repeats++;
    else conflict(reading, subject, reading.fact().id().toString(), "another content before");
    return false;
  }

  private void conflict(Reading reading, String subject, String id, String reason) {
    changes.conflicts.add(new Conflict(source, reading.event().offset(), subject, id, reason));
  }
}
