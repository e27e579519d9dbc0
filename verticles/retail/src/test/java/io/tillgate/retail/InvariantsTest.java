package io.tillgate.retail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.retail.StockMovement.Kind;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvariantsTest {

  @Test
  void linesTaxTipsAndRoundingAreWhatWasPaidLessChange() {
    assertEquals(List.of(), Invariants.of(Sales.exclusive()));
    assertEquals(List.of(), Invariants.of(Sales.refund()));
  }

  @Test
  void inclusiveTaxIsInsideTheLineAndNotPaidTwice() {
    Sale sale = bend("\"inclusive\":false", "\"inclusive\":true");
    List<Flaw> flaws = Invariants.of(sale);
    assertEquals(
        List.of("/totals/taxMinor", "/totals/includedTaxMinor"),
        flaws.stream().map(Flaw::pointer).toList());
  }

  /** Each sum, when a cent of it is bent, is named with its place and its difference. */
  @ParameterizedTest
  @CsvSource({
    "'\"totalMinor\":1000,\"taxes', '\"totalMinor\":1001,\"taxes', /lines/0/totalMinor, 1",
    "'\"linesMinor\":1000', '\"linesMinor\":999', /totals/linesMinor, -1",
    "'\"amountMinor\":80', '\"amountMinor\":79', /totals/taxMinor, 1",
    "'\"totalMinor\":1178', '\"totalMinor\":1179', /totals/totalMinor, 1",
    "'\"roundingMinor\":-2', '\"roundingMinor\":0', /totals/totalMinor, -2",
    "'\"amountMinor\":100', '\"amountMinor\":101', /totals/totalMinor, -1",
    "'\"changeMinor\":500', '\"changeMinor\":499', /tenders, 1",
    "'\"amountMinor\":678', '\"amountMinor\":677', /tenders, -1"
  })
  void aBentSumIsNamedWithItsDifference(String right, String bent, String pointer, long off) {
    Flaw flaw =
        Invariants.of(bend(right, bent)).stream()
            .filter(each -> each.pointer().equals(pointer))
            .findFirst()
            .orElseThrow();
    assertEquals(off, flaw.offByMinor());
    assertTrue(flaw.reason().contains("off by"), flaw.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"currency\":\"CHF\"', '\"currency\":\"XAU\"', /currency",
    "'\"id\":\"2\",\"description', '\"id\":\"1\",\"description', /lines/1/id",
    "'\"id\":\"2\",\"kind', '\"id\":\"1\",\"kind', /tenders/1/id",
    "'\"quantity\":\"4\"', '\"quantity\":\"0\"', /lines/0/quantity",
    "'\"quantity\":\"4\"', '\"quantity\":\"-4\"', /lines/0/quantity",
    "'\"discountMinor\":100', '\"discountMinor\":1101', /lines/0/discountMinor",
    "'\"changeMinor\":500', '\"changeMinor\":1001', /tenders/1/changeMinor",
    "'\"kind\":\"card\"', '\"kind\":\"voucher\"', /tenders/0/card"
  })
  void whatCannotBeIsNamedWithItsPlace(String right, String bent, String pointer) {
    List<String> pointers = Invariants.of(bend(right, bent)).stream().map(Flaw::pointer).toList();
    assertTrue(pointers.contains(pointer), pointers.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"amountOnlyMinor\":50', '\"amountOnlyMinor\":51', /totals/totalMinor",
    "'\"amountMinor\":600', '\"amountMinor\":599', /tenders",
    "'\"changeMinor\":0', '\"changeMinor\":1', /tenders/0/changeMinor",
    "'\"originalSaleId\"', '\"newerSaleId\"', /lines/0/originalLineId"
  })
  void refundsAreHeldToTheirSumsToo(String right, String bent, String pointer) {
    Refund refund = read(text(Sales.refund()).replace(right, bent), Refund.class);
    List<String> pointers = Invariants.of(refund).stream().map(Flaw::pointer).toList();
    assertTrue(pointers.contains(pointer), pointers.toString());
  }

  @Test
  void aRefundOfNothingIsNone() {
    String nothing =
        text(Sales.refund()).replaceAll("\"lines\":.*?\\],\"amountOnly", "\"amountOnly");
    Refund refund = read(nothing.replace("OnlyMinor\":50", "OnlyMinor\":0"), Refund.class);
    assertEquals("/lines", Invariants.of(refund).get(0).pointer());
  }

  @ParameterizedTest
  @CsvSource({
    "SALE,-1,true",
    "SALE,1,false",
    "RETURN,1,true",
    "RETURN,-1,false",
    "LOSS,-1,true",
    "LOSS,1,false",
    "RECEIPT,1,true",
    "RECEIPT,-1,false",
    "ADJUSTMENT,-1,true",
    "ADJUSTMENT,1,true",
    "ADJUSTMENT,0,false"
  })
  void goodsMoveInTheDirectionOfTheirKind(Kind kind, long quantity, boolean right) {
    StockMovement movement =
        new StockMovement(
            UUID.randomUUID(),
            Sales.STORE,
            null,
            Sales.NOON,
            kind,
            "0017",
            Quantity.of(quantity),
            null,
            null,
            null);
    assertEquals(right, Invariants.of(movement).isEmpty());
  }

  @Test
  void amountsThatCannotBeSummedAreAFlawAndNoCrash() {
    Sale sale = bend("\"amountMinor\":678", "\"amountMinor\":" + Long.MAX_VALUE);
    assertTrue(Invariants.of(sale).stream().anyMatch(flaw -> flaw.reason().contains("too large")));
  }

  @Test
  void whatATillComputesRightIsAlwaysRight() {
    Random random = Seed.random("right sales");
    for (int run = 0; run < 5_000; run++) {
      Sale sale = Sales.random(random);
      assertEquals(List.of(), Invariants.of(sale), () -> text(sale));
    }
  }

  private static Sale bend(String right, String bent) {
    String text = text(Sales.exclusive());
    assertTrue(text.contains(right), text);
    return read(text.replace(right, bent), Sale.class);
  }

  private static String text(RetailEvent event) {
    return new String(RetailJson.write(event), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return RetailJson.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), type);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
