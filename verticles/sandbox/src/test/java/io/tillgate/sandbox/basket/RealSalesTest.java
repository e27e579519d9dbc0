package io.tillgate.sandbox.basket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tillgate.retail.IsoCurrency;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The file of real sales, every invoice of it. */
class RealSalesTest {
  private static final IsoCurrency GBP = IsoCurrency.of("GBP").orElseThrow();

  private Path file;

  @BeforeEach
  void find() {
    file = Path.of(System.getProperty("sales.file", "online-retail.csv"));
    if (!Files.exists(file)) {
      System.err.println("SKIPPED: no file of real sales; name one with -Dsales.file=FILE.csv");
    }
    assumeTrue(Files.exists(file), "no file of real sales");
  }

  @Test
  void everyInvoiceIsAccountedFor() throws IOException {
    Map<Class<?>, Integer> kinds = new HashMap<>();
    for (Basket basket : all()) kinds.merge(basket.getClass(), 1, Integer::sum);
    assertEquals(
        Map.of(
            Basket.Purchase.class, 389, Basket.Cancellation.class, 39, Basket.WriteOff.class, 30),
        kinds,
        "458 invoices, of which none is refused");
  }

  @Test
  void totalsOfEveryInvoiceAreTheFilesToThePenny() throws IOException {
    Map<String, Long> expected = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      if (line.contains("InvoiceNo")) continue;
      PlainLine plain = PlainLine.of(line);
      expected.merge(plain.invoice, plain.amountPence, Long::sum);
      lines.merge(plain.invoice, 1, Integer::sum);
    }
    Map<String, Long> read = new LinkedHashMap<>();
    for (Basket basket : all()) {
      read.put(basket.invoice(), signedTotal(basket));
      if (basket instanceof Basket.Purchase purchase) {
        assertEquals(lines.get(basket.invoice()), purchase.items().size(), basket.invoice());
      }
    }
    assertEquals(expected, read);
  }

  @Test
  void codesThatAreNoProductsMoveNoStock() throws IOException {
    List<String> found = new ArrayList<>();
    for (Basket basket : all()) {
      for (Basket.Item item : items(basket)) {
        if (item.sku() == null) found.add(item.description());
        else assertTrue(item.sku().matches("[0-9]{5}[A-Za-z]*"), item.sku());
      }
    }
    assertEquals(27, found.size());
    assertTrue(
        found.containsAll(
            List.of("POSTAGE", "DOTCOM POSTAGE", "Manual", "CARRIAGE", "Bank Charges")));
  }

  @Test
  void aDiscountGrantedAfterwardsIsMoneyAlone() throws IOException {
    Basket.Cancellation discount =
        all().stream()
            .filter(basket -> basket.invoice().equals("C536379"))
            .map(Basket.Cancellation.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals(List.of(), discount.items());
    assertEquals(27_50, discount.goodwillMinor());
    assertEquals("14527", discount.customer());
  }

  @Test
  void theSecondRoundHasTheSameInvoicesUnderOtherNumbersAndSkippingGoesOnThere()
      throws IOException {
    int invoices = all().size();
    List<Basket> twice = new ArrayList<>();
    try (Baskets baskets = Baskets.of(file, "GBP")) {
      for (int i = 0; i < 2 * invoices + 3; i++) twice.add(baskets.next());
    }
    assertEquals(twice.get(0).invoice() + "-2", twice.get(invoices).invoice());
    assertEquals(signedTotal(twice.get(7)), signedTotal(twice.get(invoices + 7)));
    for (int skipped : List.of(0, 1, invoices - 1, invoices, invoices + 1, 2 * invoices + 2)) {
      try (Baskets baskets = Baskets.of(file, "GBP")) {
        baskets.skip(skipped);
        assertEquals(twice.get(skipped), baskets.next(), "after " + skipped);
      }
    }
  }

  private List<Basket> all() throws IOException {
    List<Basket> all = new ArrayList<>();
    try (BasketFile one = new BasketFile(file, "", GBP)) {
      for (Basket basket = one.next(); basket != null; basket = one.next()) all.add(basket);
    }
    return all;
  }

  private static List<Basket.Item> items(Basket basket) {
    if (basket instanceof Basket.Purchase purchase) return purchase.items();
    if (basket instanceof Basket.Cancellation cancellation) return cancellation.items();
    return ((Basket.WriteOff) basket).items();
  }

  private static long signedTotal(Basket basket) {
    if (basket instanceof Basket.Purchase purchase) return purchase.totalMinor();
    if (basket instanceof Basket.Cancellation cancellation) return -cancellation.totalMinor();
    return 0;
  }

  /** A line taken apart from both ends, without any reader of CSV. */
  private record PlainLine(String invoice, long amountPence) {
    static PlainLine of(String line) {
      String text = line;
      if (text.startsWith("\"")) {
        text = text.substring(1, text.length() - 1).replace("\"\"", "\"");
      }
      String[] parts = text.split(",", -1);
      int last = parts.length - 1;
      BigDecimal price = new BigDecimal(parts[last - 2]);
      BigDecimal quantity = new BigDecimal(parts[last - 4]);
      return new PlainLine(parts[0], price.multiply(quantity).movePointRight(2).longValueExact());
    }
  }
}
