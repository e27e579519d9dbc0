package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokenizerTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PAN = "4111111111111111".getBytes(StandardCharsets.US_ASCII);
  private static final String CONSONANTS = "bcdfghjkmnpqrstv";

  private final Tokenizer tokenizer = new Tokenizer(KEY);

  @Test
  void aTokenIsTheKeyedHashOfTheWholeNumberInConsonants() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    StringBuilder expected = new StringBuilder("tk_");
    for (byte b : Arrays.copyOf(mac.doFinal(PAN), 16)) {
      expected.append(CONSONANTS.charAt(b >> 4 & 0xf)).append(CONSONANTS.charAt(b & 0xf));
    }
    assertEquals(expected.toString(), tokenizer.token(PAN, 0, PAN.length));
  }

  @Test
  @DisplayName("RULES 2 tokens: the same in every store")
  void theSameCardHasTheSameTokenEverywhereAndForEver() {
    String token = tokenizer.token(PAN, 0, PAN.length);
    assertEquals(token, new Tokenizer(KEY).token(PAN, 0, PAN.length));
    byte[] inside = "xx4111111111111111yy".getBytes(StandardCharsets.US_ASCII);
    assertEquals(token, tokenizer.token(inside, 2, 16));
    assertEquals(token, tokenizer.token(PAN, 0, PAN.length));
  }

  @Test
  void theNumberIsLeftAsItWas() {
    byte[] pan = PAN.clone();
    tokenizer.token(pan, 0, pan.length);
    assertArrayEquals(PAN, pan);
  }

  @Test
  void whatIsNoCardNumberHasNoToken() {
    for (String bad :
        new String[] {
          "",
          "4111111",
          "41111111111111111111",
          "4111-1111-1111-1111",
          "411111111111111=",
          " 111111111111111"
        }) {
      byte[] bytes = bad.getBytes(StandardCharsets.US_ASCII);
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class, () -> tokenizer.token(bytes, 0, bytes.length));
      assertFalse(refusal.getMessage().contains("4111"));
    }
  }

  @Test
  @DisplayName("RULES 2 tokens: no token is a card number, and no card number a token")
  void everyTokenIsATokenAndNoCardNumberAndTheOtherWayRound() {
    long seed = System.nanoTime();
    System.out.println("everyTokenIsATokenAndNoCardNumberAndTheOtherWayRound seed " + seed);
    Random random = new Random(seed);
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      byte[] pan = randomPan(random);
      String digits = new String(pan, StandardCharsets.US_ASCII);
      String token = tokenizer.token(pan, 0, pan.length);
      assertTrue(Tokenizer.isPan(digits) && !Tokenizer.isToken(digits));
      assertTrue(Tokenizer.isToken(token) && !Tokenizer.isPan(token));
      assertTrue(token.chars().noneMatch(Character::isDigit));
      tokens.add(token);
    }
    assertTrue(tokens.size() > 199_000, "random cards hardly ever repeat, so neither do tokens");
  }

  @Test
  @DisplayName("RULES 2 tokens: isToken and isPan are disjoint over ten million samples")
  void noTextOfTenMillionIsBothATokenAndACardNumber() {
    long seed = System.nanoTime();
    System.out.println("noTextOfTenMillionIsBothATokenAndACardNumber seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    char[] text = new char[40];
    int tokens = 0;
    int pans = 0;
    for (int i = 0; i < 10_000_000; i++) {
      CharBuffer sample = CharBuffer.wrap(text, 0, sample(random, text));
      boolean isToken = Tokenizer.isToken(sample);
      boolean isPan = Tokenizer.isPan(sample);
      assertFalse(isToken && isPan, sample::toString);
      if (isToken) tokens++;
      if (isPan) pans++;
    }
    assertTrue(tokens > 100_000 && pans > 100_000, "samples of both kinds were among them");
  }

  /** In the build a hundred thousand; with -Dmany the ten million of the rule. */
  @Test
  @DisplayName("RULES 2 tokens: isToken and isPan are disjoint, digits too")
  void noTokenOfDigitsPassesForACardNumberAndNoCardNumberForAToken() {
    long seed = System.nanoTime();
    int samples = System.getProperty("many") == null ? 100_000 : 10_000_000;
    System.out.println("noTokenOfDigitsPassesForACardNumberAndNoCardNumberForAToken seed " + seed);
    Random random = new Random(seed);
    Tokenizer digitTokens = new Tokenizer(KEY, TokenFormat.DIGITS);
    for (int i = 0; i < samples; i++) {
      byte[] pan = randomPan(random);
      String digits = new String(pan, StandardCharsets.US_ASCII);
      String token = digitTokens.token(pan, 0, pan.length);
      assertTrue(Tokenizer.isToken(token) && !Tokenizer.isPan(token), token);
      assertTrue(Tokenizer.isPan(digits) && !Tokenizer.isToken(digits));
      assertTrue(token.startsWith("99") && token.length() == 19);
    }
  }

  /** A token or a run of digits, as often as not with a character wrong. */
  private static int sample(SplittableRandom random, char[] text) {
    boolean token = random.nextBoolean();
    boolean nines = !token && random.nextBoolean();
    int length = token ? 35 : nines ? 19 : 12 + random.nextInt(9);
    for (int i = 0; i < length; i++) {
      text[i] =
          token && i < 3
              ? "tk_".charAt(i)
              : token ? CONSONANTS.charAt(random.nextInt(16)) : (char) ('0' + random.nextInt(10));
    }
    if (nines) text[0] = text[1] = '9';
    if (random.nextBoolean()) text[random.nextInt(length)] = (char) (' ' + random.nextInt(95));
    return random.nextInt(8) == 0 ? length - 1 : length;
  }

  /** PCI DSS 4.0.1, 3.5.1.1: the truncated number beside the token must not give the rest. */
  @Test
  @DisplayName("RULES 2 / 3.5.1.1 hashes are keyed: BIN and last four lead nowhere without the key")
  void allNumbersBehindBinAndLastFourAreTriedInVainWithoutTheKey() throws Exception {
    String token = tokenizer.token(PAN, 0, PAN.length);
    MessageDigest plainHash = MessageDigest.getInstance("SHA-256");
    Tokenizer wrongKey = new Tokenizer(new byte[32]);
    byte[] candidate = PAN.clone();
    int tried = 0;
    int found = 0;
    for (int middle = 0; middle < 1_000_000; middle++) {
      for (int i = 0, rest = middle; i < 6; i++, rest /= 10) {
        candidate[11 - i] = (byte) ('0' + rest % 10);
      }
      if (!Tokenizer.isPan(new String(candidate, StandardCharsets.US_ASCII))) continue;
      tried++;
      assertNotEquals(token, wrongKey.token(candidate, 0, candidate.length));
      byte[] hash = plainHash.digest(candidate);
      assertFalse(spell(hash).startsWith(token.substring(3, 19)), "a plain hash");
      if (tokenizer.token(candidate, 0, candidate.length).equals(token)) found++;
    }
    assertEquals(100_000, tried);
    assertEquals(1, found, "with the key the same search finds it, so the search is a fair one");
  }

  private static String spell(byte[] hash) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      text.append(CONSONANTS.charAt(hash[i] >> 4 & 0xf)).append(CONSONANTS.charAt(hash[i] & 0xf));
    }
    return text.toString();
  }

  private static byte[] randomPan(Random random) {
    int length = 13 + random.nextInt(7);
    byte[] pan = new byte[length];
    for (int i = 0; i < length - 1; i++) pan[i] = (byte) ('0' + random.nextInt(10));
    for (char check = '0'; check <= '9'; check++) {
      pan[length - 1] = (byte) check;
      if (Tokenizer.isPan(new String(pan, StandardCharsets.US_ASCII))) return pan;
    }
    throw new AssertionError("one of ten check digits fits");
  }
}
