package io.tillgate.sandbox.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class TerminalMemoryTest {
  private final TerminalMemory memory = new TerminalMemory();

  @Test
  void after999999Comes000001() {
    ask("a", "999998");
    settle("a", new PaymentResult.Declined("999998", "05"));
    assertEquals("999999", memory.nextStan());
    ask("b", "999999");
    assertEquals("000001", memory.nextStan());
  }

  @Test
  void aMemoryBegunAnewFromItsSnapshotIsTheSame() {
    ask("a", "000001");
    settle("a", new PaymentResult.Approved(500, "000001", "r", "c"));
    ask("b", "000002");
    settle("b", new PaymentResult.Partial(200, "000002", "r", null));
    ask("c", "000003");
    settle("c", new PaymentResult.Declined("000003", "05"));
    ask("d", "000004");
    settle("d", new PaymentResult.Unsent("nobody listens"));
    ask("e", "000005");
    settle("e", new PaymentResult.Unknown("000005"));
    TerminalMemory owing = anew();
    assertEquals("e", owing.owed().reference());
    assertEquals(memory.totals(), owing.totals());
    assertEquals(new PaymentResult.Partial(200, "000002", "r", null), owing.result("b"));
    memory.apply(TerminalMemory.reversed(memory.owed(), "00"));
    ask("f", "000006");
    TerminalMemory asking = anew();
    assertNull(asking.owed());
    assertEquals(memory.open(), asking.open());
    assertEquals("000007", asking.nextStan());
    assertEquals(memory.snapshot(), asking.snapshot());
  }

  private TerminalMemory anew() {
    TerminalMemory anew = new TerminalMemory();
    memory.snapshot().forEach(entry -> anew.apply(new JsonObject(entry.encode())));
    return anew;
  }

  private void ask(String reference, String stan) {
    memory.apply(TerminalMemory.requested(request(reference, stan)));
  }

  private void settle(String reference, PaymentResult result) {
    memory.apply(TerminalMemory.settled(request(reference, "000000"), result));
  }

  private static Request request(String reference, String stan) {
    return new Request(
        reference,
        Request.Kind.PAYMENT,
        500,
        "GBP",
        TestCard.VISA,
        Entry.CHIP,
        stan,
        "260301101500",
        "0301101500");
  }
}
