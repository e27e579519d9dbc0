package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.wire.CardNumberFinder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DigitTokensTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final DigitTokens tokens = new DigitTokens(KEY);

  private String token(String pan) {
    byte[] digits = pan.getBytes(StandardCharsets.US_ASCII);
    return tokens.token(digits, 0, digits.length);
  }

  /** NIST, FF1 samples, number 7. */
  @Test
  void ff1GivesWhatTheStandardGives() {
    byte[] key =
        HexFormat.of().parseHex("2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94");
    assertEquals(6_657_667_009L, new Ff1(key, 10).encrypt(123_456_789L));
  }

  @Test
  void ff1GivesWhatBouncyCastleGives() {
    long seed = System.nanoTime();
    System.out.println("ff1GivesWhatBouncyCastleGives seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int digits = 8; digits <= 18; digits++) {
      byte[] key = new byte[32];
      for (int i = 0; i < key.length; i++) key[i] = (byte) random.nextInt();
      FPEFF1Engine peer = new FPEFF1Engine();
      peer.init(true, new FPEParameters(new KeyParameter(key), 10, new byte[0]));
      Ff1 ours = new Ff1(key, digits);
      for (int i = 0; i < 200; i++) {
        long number = random.nextLong((long) Math.pow(10, digits));
        byte[] in = ("%0" + digits + "d").formatted(number).getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < in.length; at++) in[at] -= '0';
        byte[] out = new byte[digits];
        peer.processBlock(in, 0, digits, out, 0);
        long expected = 0;
        for (byte digit : out) expected = expected * 10 + digit;
        assertEquals(expected, ours.encrypt(number), digits + " digits");
      }
    }
  }

  @Test
  @DisplayName(
      "RULES 2 tokens: of digits they fail Luhn, begin where no issuer is, and stay the same")
  void aTokenOfDigitsIsOneThatNoIssuerCouldHaveGivenOut() {
    for (String pan :
        new String[] {
          "4111111111111111", "378282246310005", "4222222222222", "6304000000000000000", "60110000"
        }) {
      String token = token(pan);
      assertEquals(
          token, new Tokenizer(KEY, TokenFormat.DIGITS).token(bytes(pan), 0, pan.length()));
      assertEquals(19, token.length());
      assertTrue(token.startsWith("99") && Tokenizer.isToken(token), token);
      assertFalse(Tokenizer.isPan(token));
      assertEquals(0, CardNumberFinder.in(bytes(token)).size());
      assertNotEquals(token, new DigitTokens(new byte[32]).token(bytes(pan), 0, pan.length()));
    }
    assertNotEquals(
        token("4111111111111111"), token("04111111111111111"), "a zero in front counts");
  }

  /** All numbers of one BIN and last four: neighbours, which a weak mixing would bring together. */
  @Test
  void neighboursNeverShareAToken() {
    Set<String> seen = new HashSet<>();
    byte[] pan = bytes("4111110000001111");
    for (int middle = 0; middle < 200_000; middle++) {
      for (int i = 0, rest = middle; i < 6; i++, rest /= 10) pan[11 - i] = (byte) ('0' + rest % 10);
      assertTrue(seen.add(tokens.token(pan, 0, pan.length)));
    }
  }

  @Test
  @DisplayName("RULES 2 / 3.5.1.1 a token of digits does not give the number without the key")
  void theNumberIsSoughtInVainWithoutTheKey() {
    String token = token("4111111111111111");
    DigitTokens wrongKey = new DigitTokens(new byte[32]);
    byte[] candidate = bytes("4111110000001111");
    int found = 0;
    for (int middle = 0; middle < 1_000_000; middle += 1) {
      for (int i = 0, rest = middle; i < 6; i++, rest /= 10) {
        candidate[11 - i] = (byte) ('0' + rest % 10);
      }
      if (!Tokenizer.isPan(new String(candidate, StandardCharsets.US_ASCII))) continue;
      assertNotEquals(token, wrongKey.token(candidate, 0, 16));
      if (token.equals(tokens.token(candidate, 0, 16))) found++;
    }
    assertEquals(1, found, "with the key the same search finds it");
  }

  /** Every digit of the body is as likely as any other: nothing of the number shines through. */
  @Test
  void bodiesAreSpreadEvenly() {
    int[][] counts = new int[17][10];
    byte[] pan = bytes("4111110000001111");
    int samples = 50_000;
    for (int n = 0; n < samples; n++) {
      for (int i = 0, rest = n; i < 6; i++, rest /= 10) pan[11 - i] = (byte) ('0' + rest % 10);
      String token = tokens.token(pan, 0, 16);
      for (int at = 2; at < 19; at++) counts[at - 2][token.charAt(at) - '0']++;
    }
    for (int[] place : counts) {
      for (int count : place) {
        assertTrue(Math.abs(count - samples / 10) < samples / 100, Arrays.toString(place));
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
