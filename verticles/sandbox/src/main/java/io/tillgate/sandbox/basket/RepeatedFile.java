package io.tillgate.sandbox.basket;

import io.tillgate.retail.IsoCurrency;
import java.io.IOException;
import java.nio.file.Path;

/** A file of invoices, round and round. */
final class RepeatedFile implements Baskets {
  private final Path path;
  private final IsoCurrency currency;
  private BasketFile file;
  private long round = 1;
  private long inRound;

  RepeatedFile(Path path, String currency) throws IOException {
    this.path = path;
    this.currency =
        IsoCurrency.of(currency)
            .orElseThrow(() -> new IOException(currency + " is no currency of ISO 4217"));
    this.file = new BasketFile(path, "", this.currency);
  }

  @Override
  public Basket next() throws IOException {
    Basket next = file.next();
    if (next == null) {
      if (inRound == 0) throw new IOException(path + ": holds no invoice");
      open(round + 1);
      next = file.next();
      if (next == null) throw new IOException(path + ": has become empty");
    }
    inRound++;
    return next;
  }

  @Override
  public void skip(long count) throws IOException {
    long left = count;
    while (left > 0 && file.next() != null) {
      left--;
      inRound++;
    }
    if (left == 0) return;
    if (inRound == 0) throw new IOException(path + ": holds no invoice");
    // At the end of a round its length is known, and all rounds are equally long.
    long invoices = inRound;
    open(round + 1 + left / invoices);
    for (long i = left % invoices; i > 0; i--) next();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void open(long wanted) throws IOException {
    file.close();
    round = wanted;
    inRound = 0;
    file = new BasketFile(path, round == 1 ? "" : "-" + round, currency);
  }
}
