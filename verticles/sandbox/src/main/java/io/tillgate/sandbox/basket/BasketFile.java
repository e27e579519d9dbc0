package io.tillgate.sandbox.basket;

import io.tillgate.retail.IsoCurrency;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One pass through a file with the columns of online-retail.csv, invoice by invoice. Neighbouring
 * lines of one number are one invoice; memory is bounded by one invoice.
 *
 * <p>Lines that were quoted once more as a whole, CSV inside CSV, are read as what they were.
 */
final class BasketFile implements AutoCloseable {
  private final Path file;
  private final CsvReader csv;
  private final String suffix;
  private final IsoCurrency currency;
  private Row ahead;

  /**
   * @param suffix behind every invoice number
   * @throws IOException where the file cannot be read or its first line names other columns
   */
  BasketFile(Path file, String suffix, IsoCurrency currency) throws IOException {
    this.file = file;
    this.suffix = suffix;
    this.currency = currency;
    // A broken character spoils a description, not a sale.
    Reader reader =
        new InputStreamReader(
            Files.newInputStream(file),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE));
    this.csv = new CsvReader(reader);
    try {
      List<String> columns = csv.next();
      if (!Row.COLUMNS.equals(columns)) {
        throw new IOException(
            "the first line must name the columns " + String.join(",", Row.COLUMNS));
      }
      ahead = row();
    } catch (IOException e) {
      csv.close();
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** The next invoice as a basket, or null at the end. */
  Basket next() throws IOException {
    if (ahead == null) return null;
    Invoice invoice = new Invoice(ahead.invoice());
    try {
      while (ahead != null && ahead.invoice().equals(invoice.number())) {
        invoice.add(ahead);
        ahead = row();
      }
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    return invoice.basket(suffix, currency.code());
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }

  private Row row() throws IOException {
    List<String> fields = csv.next();
    if (fields == null) return null;
    if (fields.size() == 1 && fields.get(0).indexOf(',') >= 0) {
      fields = CsvReader.fields(fields.get(0));
    }
    return Row.of(csv.line(), fields, currency.exponent());
  }
}
