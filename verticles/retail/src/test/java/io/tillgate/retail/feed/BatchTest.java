package io.tillgate.retail.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tillgate.retail.Seed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BatchTest {

  @Test
  void whatIsEncodedIsDecoded() throws BadBatch {
    Random random = Seed.random("batches");
    for (int run = 0; run < 500; run++) {
      Batch batch = random(random, 1 + random.nextInt(40));
      byte[] bytes = batch.encode();
      assertSame(batch, Batch.decode(batch.firstOffset(), bytes));
      assertArrayEquals(bytes, Batch.decode(batch.firstOffset(), bytes).encode());
    }
  }

  @Test
  void sizesAreKnownBeforeEncoding() {
    Batch batch = random(new Random(1), 7);
    int events = batch.events().stream().mapToInt(Batch::encodedBytes).sum();
    int frame =
        random(new Random(2), 1).encode().length
            - Batch.encodedBytes(random(new Random(2), 1).events().get(0));
    assertEquals(batch.encode().length, frame + events);
  }

  @Test
  void aWithheldEventHasItsPlaceAndNothingElse() throws BadBatch {
    Batch batch = new Batch(9, List.of(Event.withheld(9, 5, EventType.SEALED_CARD.code())));
    Event event = Batch.decode(9, batch.encode()).events().get(0);
    assertEquals(0, event.payload().length);
    assertEquals("", event.keyText());
    assertTrue(EventType.isLocal(event.type()));
  }

  @Test
  void offsetsThatWouldOverflowAreABadBatch() {
    byte[] bytes = random(new Random(3), 5).encode();
    for (long first : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 3, -1, Long.MIN_VALUE}) {
      assertThrows(BadBatch.class, () -> Batch.decode(first, bytes), "at " + first);
    }
  }

  @Test
  void cutAtEveryByteItIsRefused() {
    byte[] bytes = random(new Random(3), 5).encode();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(BadBatch.class, () -> Batch.decode(0, cut), "at " + length);
    }
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] bytes = random(new Random(4), 3).encode();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(BadBatch.class, () -> Batch.decode(0, flipped), "bit " + bit);
    }
  }

  @Test
  void liesUnderARightChecksumAreRefusedWithoutTakingMemory() {
    Random random = Seed.random("lying batches");
    byte[] bytes = random(new Random(5), 4).encode();
    for (int run = 0; run < 50_000; run++) {
      byte[] bent = bytes.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bent[random.nextInt(bent.length - 4)] = (byte) random.nextInt();
      }
      decodesOrRefuses(withChecksum(bent));
    }
  }

  @Test
  void countsLengthsAndOffsetsAreBounded() {
    byte[] none = withChecksum(ByteBuffer.allocate(12).putInt(0x54474231).putInt(0).array());
    assertThrows(BadBatch.class, () -> Batch.decode(0, none));
    byte[] many =
        withChecksum(ByteBuffer.allocate(12).putInt(0x54474231).putInt(Integer.MAX_VALUE).array());
    assertThrows(BadBatch.class, () -> Batch.decode(0, many));
    byte[] huge = new byte[Batch.MAX_BYTES + 1];
    assertThrows(BadBatch.class, () -> Batch.decode(0, huge));
    byte[] right = random(new Random(6), 1).encode();
    assertThrows(BadBatch.class, () -> Batch.decode(-1, right));
    assertThrows(IllegalArgumentException.class, () -> new Batch(0, List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new Batch(0, List.of(Event.withheld(1, 0, 128))));
  }

  @FuzzTest
  void anyBytesAreABatchOrARefusal(byte[] bytes) {
    decodesOrRefuses(bytes);
    if (bytes.length >= 12) decodesOrRefuses(withChecksum(bytes.clone()));
  }

  private static void decodesOrRefuses(byte[] bytes) {
    try {
      Batch batch = Batch.decode(0, bytes);
      assertFalse(batch.events().isEmpty());
      assertArrayEquals(bytes, batch.encode(), "read as something that would be written otherwise");
    } catch (BadBatch refused) {
      assertFalse(refused.getMessage().isBlank());
    }
  }

  private static byte[] withChecksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  private static Batch random(Random random, int count) {
    long first = random.nextInt(1_000);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[random.nextInt(40)];
      byte[] payload = new byte[random.nextInt(300)];
      random.nextBytes(key);
      random.nextBytes(payload);
      events.add(new Event(first + i, random.nextLong(), 1 + random.nextInt(255), key, payload));
    }
    return new Batch(first, events);
  }

  private static void assertSame(Batch expected, Batch actual) {
    assertEquals(expected.lastOffset(), actual.lastOffset());
    for (int i = 0; i < expected.events().size(); i++) {
      Event left = expected.events().get(i);
      Event right = actual.events().get(i);
      assertEquals(left.offset(), right.offset());
      assertEquals(left.epochMillis(), right.epochMillis());
      assertEquals(left.type(), right.type());
      assertArrayEquals(left.key(), right.key());
      assertArrayEquals(left.payload(), right.payload());
    }
  }
}
