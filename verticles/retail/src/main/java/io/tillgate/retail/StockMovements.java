package io.tillgate.retail;

import io.tillgate.retail.StockMovement.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * What a sale or refund moves: one movement for each line that names a SKU. Its id follows from the
 * source's id and the line's, so deriving twice gives the same movements.
 */
public final class StockMovements {
  private StockMovements() {}

  public static List<StockMovement> of(Sale sale) {
    return sale.lines().stream()
        .filter(line -> line.sku() != null)
        .map(line -> move(sale, line.id(), Kind.SALE, line.sku(), line.quantity().negated()))
        .toList();
  }

  /** Only lines whose goods went back on the shelf move stock. */
  public static List<StockMovement> of(Refund refund) {
    return refund.lines().stream()
        .filter(line -> line.sku() != null && line.restock())
        .map(line -> move(refund, line.id(), Kind.RETURN, line.sku(), line.quantity()))
        .toList();
  }

  private static StockMovement move(
      RetailEvent source, String lineId, Kind kind, String sku, Quantity quantity) {
    String name = source.id() + "/" + lineId;
    return new StockMovement(
        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
        source.store(),
        source.till(),
        source.occurredAt(),
        kind,
        sku,
        quantity,
        source.id(),
        lineId,
        null);
  }
}
