package io.tillgate.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillgate.retail.Quantity;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.StockMovement;
import io.tillgate.retail.feed.Event;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");

  private static Reading read(String occurredAt) {
    StockMovement movement =
        new StockMovement(
            UUID.randomUUID(),
            "store-1",
            "till-1",
            OffsetDateTime.parse(occurredAt),
            StockMovement.Kind.LOSS,
            "0017",
            Quantity.of(-1),
            null,
            null,
            null);
    Event event =
        new Event(
            0,
            NOW.toEpochMilli(),
            movement.type().code(),
            "k".getBytes(),
            RetailJson.write(movement));
    return new EventReader("store-1").read(event, NOW);
  }

  /** The till was answered 201 by the schema; what it takes must land. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2000-01-01T00:00:00+17:59",
        "2199-12-31T23:59:59.999999999-17:59",
        "2026-03-01T10:15:30+01:00"
      })
  void everyTimeThatATillMaySayIsTaken(String occurredAt) {
    assertInstanceOf(Reading.Retail.class, read(occurredAt));
  }

  @Test
  void aTimeBeyondTheSchemaIsAProblemThatQuotesNothing() {
    Reading.Problem problem = assertInstanceOf(Reading.Problem.class, read("2200-01-01T00:00:00Z"));
    assertEquals("occurredAt is beyond belief", problem.reason());
  }
}
