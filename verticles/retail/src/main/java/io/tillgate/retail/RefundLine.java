package io.tillgate.retail;

import java.util.List;

/**
 * What is given back for one line. Amounts are positive: they flow to the customer.
 *
 * @param id unique in its refund
 * @param originalLineId the {@link SaleLine#id()} in the original sale, or null where it is not
 *     known
 * @param restock whether the goods went back on the shelf
 * @param taxes at the rates of the original sale
 */
public record RefundLine(
    String id,
    String originalLineId,
    String sku,
    String description,
    Quantity quantity,
    long unitPriceMinor,
    long discountMinor,
    long totalMinor,
    List<TaxLine> taxes,
    boolean restock) {

  public RefundLine {
    taxes = taxes == null ? List.of() : List.copyOf(taxes);
  }
}
