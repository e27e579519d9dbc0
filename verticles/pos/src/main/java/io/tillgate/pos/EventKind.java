package io.tillgate.pos;

import io.tillgate.retail.Refund;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.Sale;
import io.tillgate.retail.StockMovement;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a till can tell. */
enum EventKind {
  SALE("sale", "/v1/sales", Sale.class),
  REFUND("refund", "/v1/refunds", Refund.class),
  STOCK_MOVEMENT("stock-movement", "/v1/stock-movements", StockMovement.class);

  private static final Map<String, EventKind> BY_LABEL =
      Stream.of(values()).collect(Collectors.toMap(EventKind::label, Function.identity()));

  private final String label;
  private final String path;
  private final Class<? extends RetailEvent> record;

  EventKind(String label, String path, Class<? extends RetailEvent> record) {
    this.label = label;
    this.path = path;
    this.record = record;
  }

  /** Its name in a batch, in answers and in metrics. */
  String label() {
    return label;
  }

  String path() {
    return path;
  }

  Class<? extends RetailEvent> record() {
    return record;
  }

  String schema() {
    return label + ".json";
  }

  /** Null for a label that is none. */
  static EventKind of(String label) {
    return BY_LABEL.get(label);
  }
}
