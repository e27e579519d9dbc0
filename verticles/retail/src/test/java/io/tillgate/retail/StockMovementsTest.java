package io.tillgate.retail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StockMovementsTest {

  @Test
  void aSaleTakesOutWhatItNamesAndOnlyThat() {
    List<StockMovement> movements = StockMovements.of(Sales.exclusive());
    assertEquals(1, movements.size(), "the bag has no SKU");
    StockMovement tea = movements.get(0);
    assertEquals(StockMovement.Kind.SALE, tea.kind());
    assertEquals("0017", tea.sku());
    assertEquals("-4", tea.quantity().toString());
    assertEquals(Sales.exclusive().id(), tea.sourceId());
    assertEquals("1", tea.sourceLineId());
  }

  @Test
  void aRefundBringsBackWhatWentBackOnTheShelf() {
    List<StockMovement> movements = StockMovements.of(Sales.refund());
    assertEquals(1, movements.size(), "the second line was not restocked");
    assertEquals(StockMovement.Kind.RETURN, movements.get(0).kind());
    assertEquals("1", movements.get(0).quantity().toString());
  }

  @Test
  void derivingTwiceGivesTheSameMovements() {
    assertEquals(StockMovements.of(Sales.exclusive()), StockMovements.of(Sales.exclusive()));
    assertNotEquals(
        StockMovements.of(Sales.exclusive()).get(0).id(),
        StockMovements.of(Sales.refund()).get(0).id());
  }

  @Test
  void derivedMovementsAreRight() {
    Random random = Seed.random("derived movements");
    for (int run = 0; run < 1_000; run++) {
      List<StockMovement> movements = StockMovements.of(Sales.random(random));
      for (StockMovement movement : movements) {
        assertTrue(Invariants.of(movement).isEmpty(), movement.toString());
      }
      assertEquals(movements.size(), movements.stream().map(StockMovement::id).distinct().count());
    }
  }
}
