package io.tillgate.retail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.PaymentIntent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetailJsonTest {
  private static final String SALE =
      """
      {"id":"7f1c0c1e-6f0e-4b5a-9a53-0d3a2f3b9c11","store":"s1","till":"t1",\
      "occurredAt":"2026-03-01T10:15:30+01:00","currency":"EUR","lineRounding":"half_up",\
      "lines":[{"id":"1","sku":"0017","quantity":"1.5","unitPriceMinor":199,"discountMinor":0,\
      "totalMinor":299,"taxes":[{"ratePercent":"20","inclusive":true,"amountMinor":50}]}],\
      "roundingMinor":0,\
      "tenders":[{"id":"1","kind":"gift_card","amountMinor":299,"changeMinor":0}],\
      "totals":{"linesMinor":299,"taxMinor":0,"includedTaxMinor":50,"totalMinor":299}}""";

  @Test
  void aSaleIsWrittenAsItIsRead() throws IOException {
    Sale sale = read(SALE, Sale.class);
    assertEquals("0017", sale.lines().get(0).sku());
    assertEquals(SALE, new String(RetailJson.write(sale), StandardCharsets.UTF_8));
  }

  @Test
  void whatANewerEdgeAddsIsPassedOver() throws IOException {
    Sale sale = read(SALE.replace("\"store\"", "\"colour\":{\"a\":[1]},\"store\""), Sale.class);
    assertArrayEquals(RetailJson.write(read(SALE, Sale.class)), RetailJson.write(sale));
  }

  @Test
  void anAmountWithDecimalsIsRefusedAndNeverRounded() {
    String bent = SALE.replace("\"unitPriceMinor\":199", "\"unitPriceMinor\":199.5");
    assertThrows(IOException.class, () -> read(bent, Sale.class));
  }

  @Test
  void anAmountInAStringIsRefused() {
    String bent = SALE.replace("\"unitPriceMinor\":199", "\"unitPriceMinor\":\"199\"");
    assertThrows(IOException.class, () -> read(bent, Sale.class));
  }

  @Test
  void paymentsAreWrittenByTheSameRules() throws IOException {
    PaymentIntent intent =
        new PaymentIntent(
            "p1",
            PaymentIntent.Kind.PURCHASE,
            "T1",
            "first",
            1250,
            "GBP",
            "000001",
            null,
            "0301101530",
            new CardRecord("tok", "411111", "1111", "visa", CardRecord.EntryMode.CHIP, null));
    assertEquals(intent, RetailJson.read(RetailJson.write(intent), PaymentIntent.class));
  }

  @Test
  void everySaleIsReadBackAsItWasWritten() throws IOException {
    Random random = Seed.random("JSON of sales");
    for (int run = 0; run < 5_000; run++) {
      Sale sale = Sales.random(random);
      byte[] written = RetailJson.write(sale);
      Sale back = RetailJson.read(written, Sale.class);
      assertEquals(sale, back);
      assertArrayEquals(written, RetailJson.write(back));
    }
  }

  @Test
  void refundsAndMovementsAreReadBackToo() throws IOException {
    Refund refund = Sales.refund();
    assertEquals(refund, RetailJson.read(RetailJson.write(refund), Refund.class));
    for (StockMovement movement : StockMovements.of(refund)) {
      assertEquals(movement, RetailJson.read(RetailJson.write(movement), StockMovement.class));
    }
  }

  private static <T> T read(String json, Class<T> type) throws IOException {
    return RetailJson.read(json.getBytes(StandardCharsets.UTF_8), type);
  }
}
