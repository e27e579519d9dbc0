package io.tillgate.sandbox.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillgate.sandbox.basket.Basket;
import io.tillgate.sandbox.shop.Posting.Kind;
import io.tillgate.sandbox.shop.TillMemory.Begun;
import io.tillgate.sandbox.terminal.Entry;
import io.tillgate.sandbox.terminal.TestCard;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class TillMemoryTest {
  private final TillMemory memory = new TillMemory();
  private final Receipts receipts = new Receipts("london", "till-1");

  @Test
  void aMemoryBegunAnewFromItsSnapshotIsTheSame() {
    Posting accepted = sale("1", 500);
    Posting refused = sale("2", 700);
    Posting waiting = sale("3", 900);
    memory.apply(TillMemory.ready(0, List.of(accepted)));
    memory.apply(TillMemory.ready(1, List.of(refused)));
    memory.apply(TillMemory.accepted(accepted));
    memory.apply(TillMemory.refused(refused, "422"));
    memory.apply(TillMemory.unpostable(2, "line 7"));
    memory.apply(TillMemory.ready(3, List.of(waiting)));
    memory.apply(
        TillMemory.begun(
            4, new Begun(receipts.sale(basket("4", 100)), TestCard.AMEX, Entry.CONTACTLESS)));
    TillMemory anew = new TillMemory();
    memory.snapshot().forEach(entry -> anew.apply(new JsonObject(entry.encode())));
    assertEquals(5, anew.nextBasket());
    assertEquals(List.of(waiting), List.copyOf(anew.outbox()));
    assertEquals(memory.begun(), anew.begun());
    assertEquals(500L, anew.accepted().json(Kind.SALE).getJsonObject("GBP").getLong("minor"));
    assertEquals(1, anew.refused());
    assertEquals(1, anew.unpostable());
    assertEquals(memory.snapshot(), anew.snapshot());
  }

  private Posting sale(String invoice, long minor) {
    return Posting.of(Receipts.paid(receipts.sale(basket(invoice, minor)), Tenders.cash(minor)));
  }

  private static Basket.Purchase basket(String invoice, long minor) {
    Basket.Item item = new Basket.Item("85123A", "LANTERN", 1, minor, 0);
    return new Basket.Purchase(invoice, null, "GBP", null, List.of(item));
  }
}
