package io.tillgate.card;

import static io.tillgate.retail.feed.EventType.REVERSAL_ACKNOWLEDGED;
import static io.tillgate.retail.feed.EventType.REVERSAL_OWED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tillgate.card.Iso.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Approvals and reversals in part. */
@Timeout(60)
class PartRulesTest {
  @TempDir Path directory;

  private Shop shop() throws Exception {
    Shop shop = new Shop(directory, Shop.quick(directory, "iso87-ascii", 300), new JsonObject());
    shop.awaitLinks();
    return shop;
  }

  /** A reversal that leaves {@code leftMinor}. */
  private static Map<Integer, String> reversal(
      Shop shop, Map<Integer, String> original, long leftMinor) {
    Map<Integer, String> fields = shop.iso.reversalOf(original);
    fields.put(95, String.format("%012d%030d", leftMinor, 0));
    return fields;
  }

  private static List<Long> left(Shop shop) {
    return shop.told().stream()
        .filter(told -> told.type() == REVERSAL_OWED)
        .map(told -> new JsonObject(told.payload()).getLong("leftMinor", 0L))
        .toList();
  }

  @Test
  @DisplayName("RULES 1.13 a terminal's reversal in part carries DE95 and goes on as it came")
  void aReversalInPartGoesOnAsItCame() throws Exception {
    try (Shop shop = shop();
        TestTerminal terminal = shop.terminal()) {
      Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 1_000);
      terminal.ask(200, payment);
      byte[] sent = shop.iso.write(400, reversal(shop, payment, 400));
      terminal.send(sent);
      assertEquals("00", terminal.answer().field(39));
      assertArrayEquals(sent, shop.host.next(400).message().bytes());
      assertEquals(List.of(400L), left(shop));
      // the same again is accepted, and not sent twice
      assertEquals("00", terminal.ask(401, reversal(shop, payment, 400)).field(39));
      assertFalse(shop.host.all().stream().anyMatch(each -> each.mti() == 401));
      // what was undone is not paid again
      assertEquals("30", terminal.ask(400, reversal(shop, payment, 600)).field(39));
      // then for less, and at last for nothing
      assertEquals("00", terminal.ask(400, reversal(shop, payment, 100)).field(39));
      assertEquals("00", terminal.ask(400, shop.iso.reversalOf(payment)).field(39));
      assertEquals("00", terminal.ask(401, shop.iso.reversalOf(payment)).field(39));
      assertEquals("30", terminal.ask(400, reversal(shop, payment, 100)).field(39));
      assertEquals(List.of(400L, 100L, 0L), left(shop));
      assertEquals(0, shop.status().reversalsOwed());
    }
  }

  @Test
  @DisplayName("RULES 1.13 what the edge repeats of a reversal in part is in part too")
  void whatTheEdgeRepeatsOfAReversalInPartIsInPartToo() throws Exception {
    try (Shop shop = shop()) {
      Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 1_000);
      try (TestTerminal terminal = shop.terminal()) {
        terminal.ask(200, payment);
        shop.host.behave(TestHost::stayStill);
        assertEquals("00", terminal.ask(400, reversal(shop, payment, 400)).field(39));
        Message own = shop.host.next(420).message();
        assertEquals("000000001000", own.field(4));
        assertEquals(String.format("%012d%030d", 400, 0), own.field(95));
      }
      shop.undeploy();
      shop.closeJournal();
      shop.start();
      Message own = shop.host.next(421).message();
      assertEquals(String.format("%012d%030d", 400, 0), own.field(95));
      shop.host.behave(TestHost::approve);
      Shop.await("acknowledged", () -> shop.types().contains(REVERSAL_ACKNOWLEDGED));
    }
  }

  @Test
  @DisplayName(
      "RULES 1.12 a partial approval is reversed by its terminal, in full or further in part")
  void aPartialApprovalIsReversed() throws Exception {
    try (Shop shop = shop();
        TestTerminal terminal = shop.terminal()) {
      shop.host.behave(received -> received.answer("10", Map.of(4, "000000000400", 38, "PART01")));
      Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 1_000);
      assertEquals("000000000400", terminal.ask(200, payment).field(4));
      shop.host.behave(TestHost::approve);
      assertEquals("30", terminal.ask(400, reversal(shop, payment, 700)).field(39));
      assertEquals("00", terminal.ask(400, reversal(shop, payment, 150)).field(39));
      Map<Integer, String> rest = shop.iso.reversalOf(payment);
      rest.put(4, "000000000400"); // some terminals name what was approved
      assertEquals("00", terminal.ask(400, rest).field(39));
      assertEquals(List.of(150L, 0L), left(shop));
    }
  }
}
