package io.tillgate.retail;

import io.tillgate.retail.feed.EventType;
import java.time.OffsetDateTime;
import java.util.UUID;

/** What a till tells: immutable facts, each with the till's own id, by which a repeat is known. */
public sealed interface RetailEvent permits Sale, Refund, StockMovement {

  /** Made by the till; a repeat of the same event carries the same id. */
  UUID id();

  String store();

  /** Null where no till was involved. */
  String till();

  /** The till's clock, with its offset from UTC. */
  OffsetDateTime occurredAt();

  /** The type of its journal record; the record's key is the id's text. */
  EventType type();
}
