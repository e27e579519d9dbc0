package io.tillgate.card.nexo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.nexo.CardCleaning.Cleaned;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is read of messages, and what is taken out of them. */
class NexoWordsTest {
  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long minor(String number, String currency) {
    return Amounts.minor(Json.read(bytes(number)), currency, "Amount");
  }

  @Test
  void amountsBecomeMinorUnitsExactly() {
    assertEquals(1099, minor("10.99", "EUR"));
    assertEquals(1099, minor("10.990000", "EUR"));
    assertEquals(10, minor("1e1", "JPY"));
    assertEquals(10_999, minor("10.999", "KWD"));
    assertEquals(9_999_999_999L, minor("99999999.99", "USD"));
    for (String bad : new String[] {"10.999", "-1", "100000000", "1e999999999", "\"10\"", "1e-9"}) {
      assertThrows(BadNexo.class, () -> minor(bad, "EUR"), bad);
    }
    assertThrows(BadNexo.class, () -> minor("1", "XXX"));
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      long minor = random.nextInt(1_000_000_000);
      assertEquals(minor, minor(Amounts.decimal(minor, "EUR").toPlainString(), "EUR"));
    }
  }

  @Test
  void whatTwoReadersCouldReadDifferentlyIsNoMessage() {
    for (String bad :
        new String[] {
          "{\"a\":1,\"a\":2}",
          "{\"\\u0061\":1}",
          "{\"a\":1}x",
          "{\"a\":01}",
          "[1,]",
          "{\"a\":\"\n\"}",
          "{",
          "\"\\x\"",
          "",
          "nul",
          "{\"a\" 1}",
          "[".repeat(100)
        }) {
      assertThrows(BadNexo.class, () -> Json.read(bytes(bad)), bad);
    }
    String good = "{\"a\":{\"b\":[1,2.5e3,true,null,\"\\u00e9\\ud83d\\ude00\\n\"]}}";
    Json.Node list = Json.read(bytes(good)).at("a", "b");
    assertEquals("é😀\n", list.children.get(4).text());
    assertEquals(new JsonObject(good).getJsonObject("a").getJsonArray("b").size(), 5);
  }

  @Test
  void anyBytesAreAMessageOrARefusal() {
    Random random = new Random(2);
    String whole = NexoMessages.payment("P1", "1", 10, "EUR").encode();
    for (int i = 0; i < 20_000; i++) {
      byte[] some = bytes(whole);
      for (int j = 0; j <= random.nextInt(4); j++) {
        some[random.nextInt(some.length)] = (byte) random.nextInt(128);
      }
      try {
        CardCleaning.clean(some);
        NexoAsk.read(NexoMessage.read(some));
      } catch (BadNexo refusal) {
        assertFalse(refusal.getMessage().isEmpty());
      }
    }
  }

  private static String cleaned(String json, int finds) {
    byte[] in = bytes(json);
    Cleaned cleaned = CardCleaning.clean(in);
    assertEquals(finds, cleaned.finds().size(), cleaned.finds().toString());
    if (finds == 0) assertSame(in, cleaned.bytes());
    else assertArrayEquals(new byte[in.length], in, "what was not clean is zeroed");
    Json.read(cleaned.bytes());
    return text(cleaned.bytes());
  }

  @Test
  @DisplayName("RULES 3.4.1 a card number anywhere in a message is cut down or taken out")
  void aCardNumberAnywhereIsTakenOut() {
    assertEquals("{\"a\":\"41111111****1111\"}", cleaned("{\"a\":\"4111111111111111\"}", 1));
    assertEquals(
        "{\"a\":\"41111111****1111\"}", cleaned("{\"a\":\"\\u0034111111111\\u003111111\"}", 1));
    assertFalse(cleaned("{\"a\":4111111111111111}", 1).contains("1111"));
    assertFalse(cleaned("{\"a\":[{\"b\":\"5555 5555 5555 4444\"}]}", 1).contains("5555 5555 5555"));
    assertFalse(cleaned("{\"4111111111111111\":1}", 1).contains("4111111111111111"));
    String track = cleaned("{\"a\":\"4111111111111111=30121010000012345678\"}", 1);
    assertFalse(track.contains("3012"), track);
    String form = "cardBin=411111&n=4111111111111111&x=1";
    assertTrue(
        cleaned("{\"a\":\"" + form + "\"}", 1).contains("cardBin=411111&n=41111111****1111"));
    String base64 = Base64.getEncoder().encodeToString(bytes("{\"n\":\"4111111111111111\"}"));
    String inside = cleaned("{\"a\":\"" + base64 + "\"}", 1);
    assertFalse(inside.contains(base64.substring(8, 24)), inside);
    String sensitive = "{\"SensitiveCardData\":{\"PAN\":4111111111111111,\"ExpiryDate\":3012}}";
    assertEquals("{\"SensitiveCardData\":{}}", cleaned(sensitive, 1));
  }

  @Test
  void whatIsNoCardNumberStaysToTheByte() {
    cleaned("{\"a\":\"4111111111111112\",\"b\":411111.11,\"c\":\"411111 **** 1111\"}", 0);
    cleaned(
        "{\"POIData\":{\"POITransactionID\":{\"TransactionID\":\"BV01.4111111111111111\"}}}", 0);
    byte[] cipher = new byte[4_096];
    new Random(3).nextBytes(cipher);
    cleaned("{\"a\":\"" + Base64.getEncoder().encodeToString(cipher) + "\"}", 0);
  }

  private static Json.Node sealed(byte[] message) {
    return Json.read(message).get(NexoMessage.REQUEST);
  }

  @Test
  void protectedMessagesOpenUnderTheirKeyAlone() {
    NexoCrypto key = new NexoCrypto("correct horse battery staple".toCharArray(), "store", 3);
    JsonObject plain = NexoMessages.payment("P1", "1", 10, "EUR");
    JsonObject header = NexoMessages.header("Payment", "P1", "1");
    byte[] sealed = key.seal(NexoMessage.REQUEST, header, bytes(plain.encode()));
    assertEquals(plain.encode(), text(key.open(sealed(sealed))));
    NexoCrypto other = new NexoCrypto("another".toCharArray(), "store", 3);
    assertThrows(BadNexo.class, () -> other.open(sealed(sealed)));
    NexoCrypto newer = new NexoCrypto("correct horse battery staple".toCharArray(), "store", 4);
    assertThrows(BadNexo.class, () -> newer.open(sealed(sealed)));
    JsonObject changed = new JsonObject(text(sealed));
    JsonObject container = changed.getJsonObject(NexoMessage.REQUEST);
    byte[] blob = Base64.getDecoder().decode(container.getString("NexoBlob"));
    blob[20] ^= 1;
    container.put("NexoBlob", Base64.getEncoder().encodeToString(blob));
    assertThrows(BadNexo.class, () -> key.open(sealed(bytes(changed.encode()))));
    assertFalse(key.toString().contains("horse"));
  }

  /** Made with OpenSSL and another PBKDF2 from the vendor's description. */
  @Test
  void theProtectionIsTheVendorsToTheByte() {
    NexoCrypto key = new NexoCrypto("correct horse battery staple".toCharArray(), "store", 1);
    byte[] nonce = new byte[16];
    for (int i = 0; i < nonce.length; i++) nonce[i] = (byte) i;
    byte[] sealed =
        key.seal(NexoMessage.REQUEST, new JsonObject(), bytes("{\"SaleToPOIRequest\":{}}"), nonce);
    JsonObject container = new JsonObject(text(sealed)).getJsonObject(NexoMessage.REQUEST);
    assertEquals("Tps/E68jcKiibmNgy4kinYQfscPMSiYrLcRKxDIF+XA=", container.getString("NexoBlob"));
    JsonObject trailer = container.getJsonObject("SecurityTrailer");
    assertEquals("CZ245lobQtcsRAv6JwEDSk9FxDiw7P7Y74CvQ/EYkfo=", trailer.getString("Hmac"));
    assertEquals("AAECAwQFBgcICQoLDA0ODw==", trailer.getString("Nonce"));
  }
}
