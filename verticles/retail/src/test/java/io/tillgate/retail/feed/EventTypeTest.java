package io.tillgate.retail.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventTypeTest {

  /** They are on disks and at central: whoever changes this list breaks both. */
  @Test
  void codesNeverChange() {
    Map<String, Integer> codes =
        Stream.of(EventType.values()).collect(Collectors.toMap(EventType::name, EventType::code));
    assertEquals(1, codes.get("SALE"));
    assertEquals(2, codes.get("REFUND"));
    assertEquals(3, codes.get("STOCK_MOVEMENT"));
    assertEquals(16, codes.get("PAYMENT_INTENT"));
    assertEquals(17, codes.get("PAYMENT_OUTCOME"));
    assertEquals(18, codes.get("REVERSAL_OWED"));
    assertEquals(19, codes.get("REVERSAL_ACKNOWLEDGED"));
    assertEquals(20, codes.get("REVERSAL_PARKED"));
    assertEquals(21, codes.get("LATE_ANSWER"));
    assertEquals(22, codes.get("ADVICE_OWED"));
    assertEquals(23, codes.get("ADVICE_SETTLED"));
    assertEquals(24, codes.get("ADVICE_PARKED"));
    assertEquals(25, codes.get("ADVICE_CHANGED"));
    assertEquals(26, codes.get("CASE_OPENED"));
    assertEquals(27, codes.get("CASE_CLOSED"));
    assertEquals(128, codes.get("SEALED_CARD"));
    assertEquals(129, codes.get("ADVICE_SENDING"));
    assertEquals(codes.size(), codes.values().stream().distinct().count());
  }

  @Test
  void whatANewerVersionWroteIsUnknownAndNoError() {
    assertTrue(EventType.of(77).isEmpty());
    assertEquals(EventType.SALE, EventType.of(1).orElseThrow());
  }
}
