package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.wire.CardNumberFind;
import io.tillgate.wire.CardNumberFinder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this room writes or tells is searched as an assessor would: PCI DSS 4.0.1, 3.5.1. */
class NothingToFindTest {
  private static final byte[] PAN = "4111111111111111".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path temp;

  @Test
  @DisplayName("RULES 2 / 3.5.1 no file of keys holds a card number")
  void noFileOfKeysLooksLikeACardNumber() throws Exception {
    Path directory = temp.resolve("keys");
    KeyRing.init(directory, directory.resolve("kek.key"), Clock.systemUTC()).close();
    nothingIn(Files.readAllBytes(directory.resolve("ring.json")));
    nothingIn(Files.readAllBytes(directory.resolve("kek.key")));
    Path slots = temp.resolve("slots");
    open(slots, 4_096).close();
    nothingIn(Files.readAllBytes(slots));
  }

  @Test
  void noTokenLooksLikeACardNumber() {
    long seed = System.nanoTime();
    System.out.println("noTokenLooksLikeACardNumber seed " + seed);
    Random random = new Random(seed);
    Tokenizer tokenizer = new Tokenizer(new byte[32]);
    StringBuilder text = new StringBuilder();
    byte[] pan = PAN.clone();
    for (int i = 0; i < 10_000; i++) {
      for (int d = 6; d < 16; d++) pan[d] = (byte) ('0' + random.nextInt(10));
      text.append("{\"token\":\"").append(tokenizer.token(pan, 0, 16)).append("\"}\n");
    }
    nothingIn(text.toString().getBytes(StandardCharsets.US_ASCII));
    nothingIn(text.toString().getBytes(StandardCharsets.UTF_16BE));
  }

  @Test
  @DisplayName("RULES 2 / 3.5.1 no sealed card holds its number in the clear")
  void noSealedCardHoldsItsNumber() throws Exception {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    try (OneTimeKeys keys = open(temp.resolve("slots"), 4_096)) {
      CardSealer sealer = new CardSealer(keys);
      for (int i = 0; i < 4_096; i++) {
        sealed.write(sealer.seal("p" + i, PAN, new byte[0]).orElseThrow().encode());
      }
    }
    nothingIn(sealed.toByteArray());
    sealed.write(0); // else a digit may stand before it by chance
    sealed.write(PAN);
    assertEquals(1, CardNumberFinder.in(sealed.toByteArray()).size(), "a planted one is found");
  }

  @Test
  @DisplayName("RULES 2 Java: toString tells neither a number nor a key")
  void nothingThatIsPrintedTellsANumberOrAKey() throws Exception {
    Path directory = temp.resolve("keys");
    KeyRing.init(directory, directory.resolve("kek.key"), Clock.systemUTC()).close();
    String digits = new String(PAN, StandardCharsets.US_ASCII);
    try (KeyRing ring = KeyRing.open(directory);
        OneTimeKeys keys = open(temp.resolve("slots"), 16)) {
      SealedCard sealed = new CardSealer(keys).seal("p", PAN, new byte[0]).orElseThrow();
      ReversalCard opened = new CardSealer(keys).open("p", sealed).orElseThrow();
      for (Object shown :
          List.of(
              ring, ring.dataKey(), ring.tokenizer(), keys.take().orElseThrow(), sealed, opened)) {
        assertFalse(shown.toString().contains(digits));
        assertFalse(shown.toString().contains("[B@"), shown.getClass() + " prints an array");
      }
    }
  }

  private static OneTimeKeys open(Path file, int slots) throws Exception {
    return new OneTimeKeys(
        SlotFile.open(file),
        new OneTimeKeySettings(slots, 0),
        Set.of(),
        new TestQueueKeys(),
        new SimpleMeterRegistry(),
        failure -> {});
  }

  private static void nothingIn(byte[] bytes) {
    List<CardNumberFind> finds = CardNumberFinder.in(bytes);
    assertEquals(List.of(), finds);
  }
}
