package io.tillgate.central.ingest;

import io.tillgate.central.ingest.Changes.Moved;
import io.tillgate.retail.StockMovement;
import io.vertx.core.buffer.Buffer;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Stock movements as arrays, a column each. */
final class StockRows {
  private StockRows() {}

  /** In the order in which the statement names them. */
  static List<Object> columns(List<Moved> moved) {
    return List.of(
        array(moved, StockMovement::id, UUID[]::new),
        array(moved, StockMovement::occurredAt, OffsetDateTime[]::new),
        array(moved, m -> m.kind().name(), String[]::new),
        array(moved, StockMovement::sku, String[]::new),
        array(moved, m -> m.quantity().thousandths(), Long[]::new),
        array(moved, StockMovement::sourceId, UUID[]::new),
        array(moved, StockMovement::sourceLineId, String[]::new),
        array(moved, StockMovement::till, String[]::new),
        array(moved, StockMovement::reason, String[]::new),
        moved.stream()
            .map(m -> m.digest() == null ? null : Buffer.buffer(m.digest()))
            .toArray(Buffer[]::new));
  }

  private static <V> Object array(
      List<Moved> moved, Function<StockMovement, V> value, IntFunction<V[]> array) {
    return moved.stream().map(m -> value.apply(m.movement())).toArray(array);
  }
}
