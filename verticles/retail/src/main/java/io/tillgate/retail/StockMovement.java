package io.tillgate.retail;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tillgate.retail.feed.EventType;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * Goods that came or went. Tills post adjustments, losses and receipts; what a sale or a refund
 * moves is derived from it by {@link StockMovements} and is never posted.
 *
 * @param till or null
 * @param sku as the source wrote it
 * @param quantity the change: below 0 out of the store, above 0 into it, never 0
 * @param sourceId the sale or refund it was derived from, or null
 * @param sourceLineId the line of that, or null
 * @param reason in the source's words, or null
 */
public record StockMovement(
    UUID id,
    String store,
    String till,
    OffsetDateTime occurredAt,
    Kind kind,
    String sku,
    Quantity quantity,
    UUID sourceId,
    String sourceLineId,
    String reason)
    implements RetailEvent {

  /** Why goods moved. */
  public enum Kind {
    /** Out, with a sale. */
    @JsonProperty("sale")
    SALE,
    /** In, with a refund whose goods went back on the shelf. */
    @JsonProperty("return")
    RETURN,
    /** Either way, after counting. */
    @JsonProperty("adjustment")
    ADJUSTMENT,
    /** Out: broken, expired, stolen. */
    @JsonProperty("loss")
    LOSS,
    /** In, from a supplier or another store. */
    @JsonProperty("receipt")
    RECEIPT
  }

  @Override
  public EventType type() {
    return EventType.STOCK_MOVEMENT;
  }
}
