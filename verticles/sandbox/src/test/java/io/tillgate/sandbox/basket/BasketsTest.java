package io.tillgate.sandbox.basket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BasketsTest {
  private static final String COLUMNS =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

  @TempDir Path folder;

  @Test
  void aLineThatWasQuotedAsAWholeIsReadAsWhatItWas() throws IOException {
    Basket.Purchase purchase =
        (Basket.Purchase)
            first(
                "\"1,82567,\"\"A,\"\"\"\"7\"\"\"\" B\"\",2,2010-12-01 09:41:00,2.1,15311.0,UK\"\n");
    assertEquals(List.of(new Basket.Item("82567", "A,\"7\" B", 2, 210, 0)), purchase.items());
    assertEquals("15311", purchase.customer());
  }

  @Test
  void aByteOrderMarkAndCarriageReturnsDoNoHarm() throws IOException {
    Path file = folder.resolve("bom.csv");
    Files.writeString(file, "\uFEFF" + (COLUMNS + "1,10002,X,1,d,0.5,,UK\n").replace("\n", "\r\n"));
    try (Baskets baskets = Baskets.of(file, "GBP")) {
      assertEquals(50, ((Basket.Purchase) baskets.next()).totalMinor());
    }
  }

  @Test
  void aDiscountIsSpreadOverTheLinesAndSumsToItself() throws IOException {
    Basket.Purchase purchase =
        (Basket.Purchase)
            first(
                "1,1,A,1,d,0.10,,UK\n1,2,B,1,d,0.10,,UK\n1,3,C,1,d,0.10,,UK\n1,D,,-1,d,0.10,,UK\n");
    assertEquals(20, purchase.totalMinor());
    assertEquals(
        List.of(4L, 3L, 3L), purchase.items().stream().map(Basket.Item::discountMinor).toList());
  }

  @Test
  void goodsGoneForNothingAreWrittenOffAndZeroPricesAreStillSales() throws IOException {
    assertInstanceOf(Basket.WriteOff.class, first("1,21777,,-10,d,0.0,,UK\n"));
    assertInstanceOf(Basket.Purchase.class, first("1,21777,,10,d,0.0,,UK\n"));
  }

  @Test
  void whatNoTillCanPostIsRefusedWithItsLineAndReason() throws IOException {
    refused("line 2: 7 columns", "1,1,A,1,d,0.10,UK\n");
    refused("line 3: a quantity of 0", "1,1,A,1,d,0.10,,UK\n1,1,A,0,d,0.10,,UK\n");
    refused("line 2: a price below 0", "A1,B,Adjust,1,d,-11062.06,,UK\n");
    refused("line 2: the price is no whole number", "1,1,A,1,d,0.001,,UK\n");
    refused("line 2: quantity or price is no number", "1,1,A,one,d,0.10,,UK\n");
    refused("line 2: goods come back", "1,1,A,-1,d,0.10,,UK\n");
    refused("line 2: goods go out", "C1,1,A,1,d,0.10,,UK\n");
    refused("its discount is above", "1,1,A,1,d,0.10,,UK\n1,D,A,-1,d,0.20,,UK\n");
    refused("without an invoice number", ",1,A,1,d,0.10,,UK\n");
    refused("line 2: POST is no product", "1,POST,A,-1,d,0,,UK\n");
    refused("more than 2000 lines", "1,1,A,1,d,0.10,,UK\n".repeat(2_001));
    refused("sum to more than", "1,1,A,2000000000,d,90000000000000,,UK\n");
  }

  @Test
  void aFileThatIsNoneOfOursIsRefusedAtOnce() throws IOException {
    Path other = folder.resolve("other.csv");
    Files.writeString(other, "a,b\n1,2\n");
    assertThrows(IOException.class, () -> Baskets.of(other, "GBP"));
    assertThrows(IOException.class, () -> Baskets.of(folder.resolve("none.csv"), "GBP"));
    Path empty = folder.resolve("empty.csv");
    Files.writeString(empty, COLUMNS);
    try (Baskets baskets = Baskets.of(empty, "GBP")) {
      assertThrows(IOException.class, baskets::next);
    }
  }

  @Test
  void aQuoteThatIsNeverClosedDoesNotReadTheWholeFileIntoMemory() {
    IOException refused =
        assertThrows(
            IOException.class,
            () -> first("1,1,\"A,1,d,0.10,,UK\n" + "1,1,A,1,d,0.10,,UK\n".repeat(10_000)));
    assertTrue(refused.getMessage().contains("line 2 does not end"), refused.getMessage());
  }

  @Test
  void theSameSeedMakesTheSameBaskets() throws IOException {
    List<Basket> first = seeded(42, 0, 500);
    assertEquals(first, seeded(42, 0, 500));
    assertEquals(first.subList(123, 130), seeded(42, 123, 7));
    assertNotEquals(first, seeded(43, 0, 500));
    assertTrue(first.stream().anyMatch(Basket.WriteOff.class::isInstance));
    assertTrue(first.stream().anyMatch(Basket.Cancellation.class::isInstance));
    assertTrue(first.stream().noneMatch(Basket.Refused.class::isInstance));
  }

  private static List<Basket> seeded(long seed, int from, int count) throws IOException {
    List<Basket> made = new ArrayList<>();
    try (Baskets baskets = Baskets.seeded(seed, "GBP")) {
      baskets.skip(from);
      for (int i = 0; i < count; i++) made.add(baskets.next());
    }
    return made;
  }

  private void refused(String reason, String rows) throws IOException {
    Basket.Refused refused = assertInstanceOf(Basket.Refused.class, first(rows));
    assertTrue(refused.reason().contains(reason), refused.reason());
  }

  private Basket first(String rows) throws IOException {
    Path file = folder.resolve("rows.csv");
    Files.writeString(file, COLUMNS + rows);
    try (Baskets baskets = Baskets.of(file, "GBP")) {
      return baskets.next();
    }
  }
}
