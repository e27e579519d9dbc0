package io.tillgate.sandbox.basket;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Baskets without end. Belongs to one thread; {@link #next} may read from disk and so must not be
 * called on an event loop.
 */
public interface Baskets extends AutoCloseable {

  /** The next one; never null. */
  Basket next() throws IOException;

  /**
   * Passes over the first {@code count} baskets, as if {@link #next} had been called so often: by
   * it a second run goes on where the first one ended.
   */
  void skip(long count) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * The invoices of a file with the columns of online-retail.csv, round and round: from the second
   * round on, the invoice number has the round's number behind it.
   *
   * @param currency ISO 4217 letters of the file's prices
   * @throws IOException where the file cannot be read, has other columns or holds no invoice
   */
  static Baskets of(Path file, String currency) throws IOException {
    return new RepeatedFile(file, currency);
  }

  /** Made up, plausible, and the same for the same seed. */
  static Baskets seeded(long seed, String currency) {
    return new SeededBaskets(seed, currency);
  }
}
