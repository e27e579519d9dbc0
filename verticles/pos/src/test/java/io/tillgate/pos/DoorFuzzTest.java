package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tillgate.pos.Door.Admission;
import io.tillgate.pos.Door.Admitted;
import io.tillgate.pos.Door.Items;
import io.tillgate.pos.Door.Refused;
import io.tillgate.retail.Invariants;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.RetailJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes, the door answers; and what it lets in is right. */
class DoorFuzzTest {
  private static final Door DOOR = new Door(Edge.STORE, 16, 500, new LuhnGuard());
  private static final String[] TOKENS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "0",
    "-1",
    "1e9",
    "9223372036854775807",
    "99999999999999999999",
    "0.1",
    "\"id\":",
    "\"lines\":",
    "\"quantity\":",
    "\"-0\"",
    "\"999999999.999\"",
    "\"1000000000000000\"",
    "1000000000000000",
    "4111111111111111"
  };

  @Test
  void bentSalesAreRightOrRefused() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("bent sales: -Dseed=" + seed);
    Random random = new Random(seed);
    int admitted = 0;
    for (int run = 0; run < 20_000; run++) {
      EventKind kind = EventKind.values()[random.nextInt(3)];
      byte[] body = bend(right(kind), random);
      if (holds(DOOR.admit(kind, body))) admitted++;
      if (run % 10 == 0) {
        String batch = "{\"events\":[{\"kind\":\"sale\",\"event\":" + text(body) + "}]}";
        if (DOOR.admitBatch(batch.getBytes(StandardCharsets.UTF_8)) instanceof Items items) {
          for (Admission each : items.admissions()) holds(each);
        }
      }
    }
    assertTrue(admitted > 100, "only " + admitted + " came in: the test bends too much");
  }

  @FuzzTest
  void anyBytesAreAnsweredAndWhatComesInIsRight(byte[] body) throws IOException {
    for (EventKind kind : EventKind.values()) holds(DOOR.admit(kind, body));
    DOOR.admitBatch(body);
  }

  /** Whether it came in; fails where it should not have. */
  private static boolean holds(Admission admission) throws IOException {
    if (admission instanceof Refused refused) {
      int status = refused.problem().status();
      assertTrue(status == 400 || status == 413 || status == 422, refused.toString());
      assertTrue(refused.problem().toJson().encode().length() < 20_000, "an endless answer");
      return false;
    }
    Admitted admitted = (Admitted) admission;
    RetailEvent back = RetailJson.read(admitted.payload(), admitted.kind().record());
    assertEquals(admitted.event(), back);
    assertArrayEquals(admitted.payload(), RetailJson.write(back));
    assertEquals(List.of(), Invariants.of(back));
    assertEquals(
        admitted.hash(), ((Admitted) DOOR.admit(admitted.kind(), admitted.payload())).hash());
    return true;
  }

  private static byte[] right(EventKind kind) {
    String text =
        switch (kind) {
          case SALE -> Till.sale().encode();
          case REFUND -> Till.refund().encode();
          case STOCK_MOVEMENT -> Till.loss().encode();
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bend(byte[] body, Random random) {
    StringBuilder text = new StringBuilder(text(body));
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
        case 2 -> text.replace(at, end, TOKENS[random.nextInt(TOKENS.length)]);
        case 3 -> text.insert(at, text.substring(at, end));
        default -> text.setCharAt(at, (char) ('0' + random.nextInt(10)));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.ISO_8859_1);
  }
}
