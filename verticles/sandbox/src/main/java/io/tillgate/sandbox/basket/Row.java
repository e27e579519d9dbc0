package io.tillgate.sandbox.basket;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;

/**
 * One line of the file.
 *
 * @param line its place in the file, from 1
 * @param invoice as it is written; empty where the line names none
 * @param fault why the rest cannot be used, or null
 * @param code the stock code as it is written, case and leading zeros kept
 * @param quantity either sign
 * @param unitPriceMinor 0 or more
 * @param at null where the date is not readable; the till's own clock decides then
 */
record Row(
    long line,
    String invoice,
    String fault,
    String code,
    String description,
    int quantity,
    long unitPriceMinor,
    LocalDateTime at,
    String customer) {

  static final List<String> COLUMNS =
      List.of(
          "InvoiceNo",
          "StockCode",
          "Description",
          "Quantity",
          "InvoiceDate",
          "UnitPrice",
          "CustomerID",
          "Country");

  /** Stock codes that name no product but postage, carriage, manual charges, fees. */
  private static final Set<String> CHARGES =
      Set.of("POST", "DOT", "C2", "M", "BANK CHARGES", "AMAZONFEE", "CRUK", "S", "B");

  private static final String DISCOUNT = "D";
  private static final int MAX_DESCRIPTION = 200;
  private static final int MAX_CODE = 64;

  /** What a line is about. */
  enum Kind {
    PRODUCT,
    CHARGE,
    DISCOUNT
  }

  static Row of(long line, List<String> fields, int exponent) {
    String invoice = fields.get(0).strip();
    if (fields.size() != COLUMNS.size()) {
      return faulty(line, invoice, fields.size() + " columns in place of " + COLUMNS.size());
    }
    String code = fields.get(1).strip();
    if (code.isEmpty() || code.length() > MAX_CODE) {
      return faulty(line, invoice, "a stock code has 1 to " + MAX_CODE + " characters");
    }
    try {
      int quantity = Integer.parseInt(fields.get(3).strip());
      BigDecimal price = new BigDecimal(fields.get(5).strip()).movePointRight(exponent);
      if (quantity == 0) return faulty(line, invoice, "a quantity of 0");
      if (price.signum() < 0) return faulty(line, invoice, "a price below 0");
      return new Row(
          line,
          invoice,
          null,
          code,
          clipped(fields.get(2).strip()),
          quantity,
          price.longValueExact(),
          at(fields.get(4).strip()),
          customer(fields.get(6).strip()));
    } catch (NumberFormatException e) {
      return faulty(line, invoice, "quantity or price is no number");
    } catch (ArithmeticException e) {
      return faulty(line, invoice, "the price is no whole number of minor units");
    }
  }

  Kind kind() {
    if (code.equals(DISCOUNT)) return Kind.DISCOUNT;
    return CHARGES.contains(code) ? Kind.CHARGE : Kind.PRODUCT;
  }

  /** The quantity without its sign. */
  Basket.Item item() {
    return new Basket.Item(
        kind() == Kind.PRODUCT ? code : null,
        description.isEmpty() && kind() != Kind.PRODUCT ? code : description,
        Math.abs(quantity),
        unitPriceMinor,
        0);
  }

  long amountMinor() {
    return Math.multiplyExact(Math.abs(quantity), unitPriceMinor);
  }

  private static Row faulty(long line, String invoice, String fault) {
    return new Row(line, invoice, fault, "", "", 0, 0, null, null);
  }

  private static LocalDateTime at(String text) {
    try {
      return LocalDateTime.parse(text.replace(' ', 'T'));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static String clipped(String description) {
    return description.length() <= MAX_DESCRIPTION
        ? description
        : description.substring(0, MAX_DESCRIPTION);
  }

  /** The file writes numbers of customers as decimals: {@code 17850.0}. */
  private static String customer(String number) {
    if (number.isEmpty()) return null;
    return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
  }
}
