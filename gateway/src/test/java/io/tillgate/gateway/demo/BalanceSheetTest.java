package io.tillgate.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.demo.BalanceSheet.Count;
import io.tillgate.gateway.demo.BalanceSheet.Measure;
import io.tillgate.gateway.demo.BalanceSheet.Party;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BalanceSheetTest {
  private final BalanceSheet sheet = new BalanceSheet();

  @Test
  void balancesWhenAllWhoCanCountAgree() {
    for (Party party : List.of(Party.SHOP, Party.JOURNAL, Party.CENTRAL)) {
      sheet.enter(party, "store-01", Measure.SALES, "GBP", new Count(3, 1234));
    }
    for (Party party : Party.values()) {
      sheet.enter(party, "store-01", Measure.CARD_PAYMENTS, "GBP", new Count(2, 1000));
    }
    assertTrue(sheet.balanced());
    assertTrue(printed().contains("3  12.34 GBP"), printed());
    assertTrue(printed().contains("The books balance."));
  }

  @Test
  void oneMinorUnitMakesADifferenceAndIsNamed() {
    sheet.enter(Party.SHOP, "store-01", Measure.SALES, "GBP", new Count(3, 1234));
    sheet.enter(Party.JOURNAL, "store-01", Measure.SALES, "GBP", new Count(3, 1234));
    sheet.enter(Party.CENTRAL, "store-01", Measure.SALES, "GBP", new Count(3, 1233));
    assertFalse(sheet.balanced());
    assertEquals(List.of("store-01: sales differ"), sheet.differences());
    assertTrue(printed().contains("do NOT balance"));
  }

  @Test
  void aPartyThatNeverHeardOfItCountsAsNothing() {
    sheet.enter(Party.SHOP, "store-01", Measure.REFUNDS, "GBP", new Count(1, 10));
    sheet.enter(Party.JOURNAL, "store-01", Measure.REFUNDS, "GBP", new Count(1, 10));
    assertFalse(sheet.balanced());
  }

  @Test
  void nothingSoldIsNoBalance() {
    sheet.enter(Party.SHOP, "store-01", Measure.SALES, "GBP", Count.NONE);
    assertFalse(sheet.balanced());
    assertTrue(printed().contains("Nothing was sold."));
  }

  @Test
  void theAcquirerHasNoSayInSales() {
    assertThrows(
        IllegalArgumentException.class,
        () -> sheet.enter(Party.ACQUIRER, "store-01", Measure.SALES, "GBP", new Count(1, 1)));
  }

  @Test
  void aYenHasNoFraction() {
    sheet.enter(Party.SHOP, "store-01", Measure.SALES, "JPY", new Count(1, 1500));
    assertTrue(printed().contains("1  1500 JPY"), printed());
  }

  @Test
  void whatAShopCouldNotPostIsToldWithTheFirstReason() {
    JsonObject totals =
        new JsonObject()
            .put("refused", 2)
            .put("unpostable", 1)
            .put("refusals", new JsonArray().add("SALE 1: 422 total").add("SALE 2: 422 line"))
            .put("trouble", new JsonArray().add("http://127.0.0.1:1: refused"));
    ShopNotes.of("store-01", totals).forEach(sheet::note);
    assertTrue(printed().contains("store-01: the edge refused 2 events"), printed());
    assertTrue(printed().contains("store-01: of 1 invoices of the file no sale"), printed());
    assertTrue(printed().contains("the first: SALE 1: 422 total"), printed());
    assertFalse(printed().contains("SALE 2"), printed());
    assertTrue(printed().contains("store-01: http://127.0.0.1:1: refused"), printed());
  }

  @Test
  void aShopWithoutTroubleHasNothingToSay() {
    JsonObject totals =
        new JsonObject()
            .put("refused", 0)
            .put("unpostable", 0)
            .put("refusals", new JsonArray())
            .put("trouble", new JsonArray());
    assertEquals(List.of(), ShopNotes.of("store-01", totals));
  }

  private String printed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sheet.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
