package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class DuplicateWindowTest {
  private static final BodyHash HASH = new BodyHash(1, 2);

  @Test
  void theOldestLeavesWhenTheWindowIsFull() {
    DuplicateWindow window = new DuplicateWindow(3, 1_000);
    for (int i = 0; i < 5; i++) window.add(new UUID(0, i), HASH, i, i);
    assertEquals(3, window.size());
    assertNull(window.get(new UUID(0, 1)));
    assertEquals(2, window.get(new UUID(0, 2)).offset());
  }

  @Test
  void whatIsOlderThanTheWindowLeaves() {
    DuplicateWindow window = new DuplicateWindow(100, 1_000);
    window.add(new UUID(0, 1), HASH, 1, 0);
    window.add(new UUID(0, 2), HASH, 2, 1_000);
    assertNotNull(window.get(new UUID(0, 1)));
    window.add(new UUID(0, 3), HASH, 3, 1_001);
    assertNull(window.get(new UUID(0, 1)));
  }

  @Test
  void theFirstRecordOfAnIdStands() {
    DuplicateWindow window = new DuplicateWindow(100, 1_000);
    window.add(new UUID(0, 1), HASH, 1, 0);
    window.add(new UUID(0, 1), new BodyHash(9, 9), 2, 0);
    assertEquals(new DuplicateWindow.Seen(HASH, 1), window.get(new UUID(0, 1)));
    assertEquals(1, window.size());
  }

  @Test
  void equalBytesOfAnotherKindAreAnotherEvent() {
    byte[] bytes = {1, 2, 3};
    assertEquals(BodyHash.of(1, bytes), BodyHash.of(1, bytes.clone()));
    assertNotEquals(BodyHash.of(1, bytes), BodyHash.of(2, bytes));
  }

  @Test
  void aClockThatIsPutBackEmptiesNothing() {
    DuplicateWindow window = new DuplicateWindow(100, 1_000);
    window.add(new UUID(0, 1), HASH, 1, 1_000_000);
    window.add(new UUID(0, 2), HASH, 2, 5);
    assertEquals(2, window.size());
  }
}
