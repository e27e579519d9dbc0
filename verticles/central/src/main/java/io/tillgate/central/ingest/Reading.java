package io.tillgate.central.ingest;

import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.feed.Event;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseOpened;
import java.time.Instant;

/** What central makes of one event. All of them are stored. */
sealed interface Reading {

  Event event();

  /** The edge's wall clock, or central's where the edge's is beyond belief. */
  Instant at();

  /** The payload, fit for jsonb; null where there is none. */
  String json();

  /** A record that stays on the box; only its place is known. */
  record Withheld(Event event, Instant at) implements Reading {
    @Override
    public String json() {
      return null;
    }
  }

  /** A type that is stored and no more: a newer edge's, or one that no projection reads. */
  record Unprojected(Event event, Instant at, String json) implements Reading {}

  record Retail(Event event, Instant at, String json, RetailEvent fact, Content content)
      implements Reading {}

  record Payment(Event event, Instant at, String json, PaymentFact fact) implements Reading {}

  /** What the vault keeps; of the event itself only its place is stored. */
  record ForVault(Event event, Instant at, String token, String keyId, byte[] sealed)
      implements Reading {
    @Override
    public String json() {
      return null;
    }
  }

  record OpenedCase(Event event, Instant at, String json, CaseOpened fact) implements Reading {}

  record ClosedCase(Event event, Instant at, String json, CaseClosed fact) implements Reading {}

  /**
   * An event that cannot be read or projected.
   *
   * @param json null where the payload cannot be kept as jsonb
   */
  record Problem(Event event, Instant at, String json, String reason) implements Reading {}
}
