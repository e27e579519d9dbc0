package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardSealerTest {
  private static final byte[] PAN = ascii("4111111111111111");
  private static final byte[] EXPIRY = ascii("2912");
  private static final String PAYMENT = "0b5f6d3e-63d5-4c3e-9d6f-000000000001";

  private static final TestQueueKeys QUEUE = new TestQueueKeys();

  @TempDir Path temp;

  private OneTimeKeys open(Path file, Set<Integer> openSlots) throws IOException {
    return new OneTimeKeys(
        SlotFile.open(file),
        new OneTimeKeySettings(16, 0),
        openSlots,
        QUEUE,
        new SimpleMeterRegistry(),
        failure -> {});
  }

  @Test
  void whatWasSealedOpensForItsPaymentAlone() throws IOException {
    try (OneTimeKeys keys = open(temp.resolve("k"), Set.of())) {
      CardSealer sealer = new CardSealer(keys);
      SealedCard sealed = sealer.seal(PAYMENT, PAN, EXPIRY).orElseThrow();
      try (ReversalCard card = sealer.open(PAYMENT, sealed).orElseThrow()) {
        assertArrayEquals(PAN, card.pan());
        assertArrayEquals(EXPIRY, card.expiry());
        assertEquals("ReversalCard[hidden]", card.toString());
      }
      assertTrue(sealer.open("another payment", sealed).isEmpty());
    }
  }

  @Test
  void aCardWithoutExpiryKeepsNone() throws IOException {
    try (OneTimeKeys keys = open(temp.resolve("k"), Set.of())) {
      CardSealer sealer = new CardSealer(keys);
      SealedCard sealed = sealer.seal(PAYMENT, PAN, new byte[0]).orElseThrow();
      assertEquals(0, sealer.open(PAYMENT, sealed).orElseThrow().expiry().length);
    }
  }

  @Test
  void everyChangedByteOfThePayloadIsRefused() throws IOException {
    try (OneTimeKeys keys = open(temp.resolve("k"), Set.of())) {
      CardSealer sealer = new CardSealer(keys);
      byte[] payload = sealer.seal(PAYMENT, PAN, EXPIRY).orElseThrow().encode();
      assertTrue(decodeAndOpen(sealer, payload).isPresent());
      for (int i = 0; i < payload.length; i++) {
        byte[] changed = payload.clone();
        changed[i] ^= 1;
        assertTrue(decodeAndOpen(sealer, changed).isEmpty(), "byte " + i);
      }
      for (int length = 0; length < payload.length; length++) {
        assertTrue(
            decodeAndOpen(sealer, java.util.Arrays.copyOf(payload, length)).isEmpty(),
            "length " + length);
      }
      assertTrue(SealedCard.decode(new byte[10_000]).isEmpty());
    }
  }

  private static Optional<ReversalCard> decodeAndOpen(CardSealer sealer, byte[] payload) {
    return SealedCard.decode(payload).flatMap(card -> sealer.open(PAYMENT, card));
  }

  @Test
  void anOwedReversalOpensItsCardAfterARestart() throws IOException {
    Path file = temp.resolve("k");
    byte[] payload;
    try (OneTimeKeys keys = open(file, Set.of())) {
      payload = new CardSealer(keys).seal(PAYMENT, PAN, EXPIRY).orElseThrow().encode();
    }
    SealedCard sealed = SealedCard.decode(payload).orElseThrow();
    try (OneTimeKeys keys = open(file, Set.of(sealed.slot()))) {
      assertArrayEquals(PAN, new CardSealer(keys).open(PAYMENT, sealed).orElseThrow().pan());
    }
  }

  /** PCI DSS 4.0.1, 3.3.2: the raw file after the answer, and the same file before it. */
  @Test
  void afterShreddingNotEvenTheFileOpensTheCard() throws Exception {
    Path file = temp.resolve("k");
    Path before = temp.resolve("before");
    Path after = temp.resolve("after");
    SealedCard sealed;
    try (OneTimeKeys keys = open(file, Set.of())) {
      CardSealer sealer = new CardSealer(keys);
      sealed = sealer.seal(PAYMENT, PAN, EXPIRY).orElseThrow();
      Files.copy(file, before, StandardCopyOption.COPY_ATTRIBUTES);
      sealer.shred(sealed.slot()).get(20, TimeUnit.SECONDS);
      assertTrue(sealer.open(PAYMENT, sealed).isEmpty());
      Files.copy(file, after, StandardCopyOption.COPY_ATTRIBUTES);
    }
    assertTrue(anyKeyOf(before, sealed), "the attack works while the key lives");
    assertFalse(anyKeyOf(after, sealed));
  }

  @Test
  void aStartShredsWhatNoPaymentNeedsAnyMore() throws Exception {
    Path file = temp.resolve("k");
    SealedCard sealed;
    try (OneTimeKeys keys = open(file, Set.of())) {
      sealed = new CardSealer(keys).seal(PAYMENT, PAN, EXPIRY).orElseThrow();
    }
    assertTrue(anyKeyOf(file, sealed));
    open(file, Set.of()).close();
    assertFalse(anyKeyOf(file, sealed));
  }

  /** Without the key-encryption key there is no queue key, and the file is worth nothing. */
  @Test
  @DisplayName("RULES 2 / 3.3.2 what waits is under a key of its own, and that under the queue key")
  void theFileOfSlotsAloneOpensNothing() throws Exception {
    Path file = temp.resolve("k");
    try (OneTimeKeys keys = open(file, Set.of())) {
      SealedCard sealed = new CardSealer(keys).seal(PAYMENT, PAN, EXPIRY).orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      for (int at = 0; at + 32 <= bytes.length; at++) {
        OneTimeKey key = new OneTimeKey(0, java.util.Arrays.copyOfRange(bytes, at, at + 32));
        assertTrue(CardSealer.open(key, PAYMENT, sealed).isEmpty());
      }
      assertTrue(anyKeyOf(file, sealed), "with the queue key it does");
    }
  }

  /** Tries every slot of the file, as a thief would who has the queue key too. */
  private static boolean anyKeyOf(Path file, SealedCard sealed) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int slot = 0; slot < 16; slot++) {
      OneTimeKey key = new OneTimeKey(0, QUEUE.keyIn(bytes, slot));
      if (CardSealer.open(key, PAYMENT, sealed).isPresent()) return true;
    }
    return false;
  }

  @Test
  void withoutAFreeKeyNothingIsSealed() throws IOException {
    try (OneTimeKeys keys = open(temp.resolve("k"), Set.of())) {
      CardSealer sealer = new CardSealer(keys);
      for (int i = 0; i < 16; i++) assertTrue(sealer.seal(PAYMENT, PAN, EXPIRY).isPresent());
      assertTrue(sealer.seal(PAYMENT, PAN, EXPIRY).isEmpty());
    }
  }

  @Test
  void whatIsNoCardIsNotSealedAndNotQuoted() throws IOException {
    try (OneTimeKeys keys = open(temp.resolve("k"), Set.of())) {
      CardSealer sealer = new CardSealer(keys);
      for (byte[] pan : new byte[][] {{}, ascii("41111111111111111111")}) {
        Throwable refusal =
            assertThrows(IllegalArgumentException.class, () -> sealer.seal(PAYMENT, pan, EXPIRY));
        assertFalse(refusal.getMessage().contains("411"));
      }
      assertThrows(IllegalArgumentException.class, () -> sealer.seal(PAYMENT, PAN, ascii("29")));
      assertEquals(16, keys.free(), "a refusal costs no key");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
