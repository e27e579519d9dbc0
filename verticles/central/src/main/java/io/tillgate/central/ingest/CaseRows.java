package io.tillgate.central.ingest;

import io.tillgate.central.database.RowWriter;
import io.tillgate.central.ingest.Changes.Told;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseOpened;
import java.time.Instant;

/**
 * Cases as rows of {@code cases}. The first opening stands, as does the first ending; one whose
 * opening was lost to damage is opened by its ending.
 */
final class CaseRows {
  static final RowWriter<Told<CaseOpened>> OPENED =
      RowWriter.<Told<CaseOpened>>into("cases")
          .text("store", t -> t.source().store())
          .text("edge", t -> t.source().edge())
          .text("case_id", t -> t.fact().caseId())
          .text("kind", t -> t.fact().kind().name())
          .text("payment_id", t -> t.fact().paymentId())
          .text("place", t -> t.fact().where())
          .text("detail", t -> t.fact().detail())
          .time("opened_at", t -> Instant.ofEpochMilli(t.fact().openedMillis()))
          .build("on conflict do nothing");

  static final RowWriter<Told<CaseClosed>> CLOSED =
      RowWriter.<Told<CaseClosed>>into("cases")
          .text("store", t -> t.source().store())
          .text("edge", t -> t.source().edge())
          .text("case_id", t -> t.fact().caseId())
          .text("kind", t -> t.fact().kind().name())
          .text("payment_id", t -> t.fact().paymentId())
          .time("opened_at", Told::at)
          .time("closed_at", Told::at)
          .text("ending", t -> t.fact().ending().name())
          .text("ending_detail", t -> t.fact().detail())
          .build(
              "on conflict (store, case_id) do update set closed_at = excluded.closed_at, ending ="
                  + " excluded.ending, ending_detail = excluded.ending_detail"
                  + " where cases.closed_at is null");

  private CaseRows() {}
}
