package io.tillgate.retail;

import java.util.List;

/**
 * One line of a sale.
 *
 * @param id unique in its sale; a refund names it
 * @param sku as the till sent it, never normalised; null where the till knows none
 * @param quantity above 0; what comes back is a {@link Refund}
 * @param unitPriceMinor 0 or more; with inclusive taxes, without exclusive ones
 * @param discountMinor what was taken off the whole line, 0 or more
 * @param totalMinor quantity × unit price, rounded as the sale declares, less the discount
 */
public record SaleLine(
    String id,
    String sku,
    String description,
    Quantity quantity,
    long unitPriceMinor,
    long discountMinor,
    long totalMinor,
    List<TaxLine> taxes) {

  public SaleLine {
    taxes = taxes == null ? List.of() : List.copyOf(taxes);
  }
}
