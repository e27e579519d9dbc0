package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tillgate.card.Iso.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PIN blocks, key serial numbers and encrypted card data pass, and are kept nowhere. */
@Timeout(60)
class SecretFieldsTest {
  private static final String PIN_BLOCK = "8f3c91d27ab04e65";
  private static final String SECURITY = "9801010000000011";

  /** A KSN and a ciphertext as a P2PE reader gives them in a private field. */
  private static final String KSN = "FFFF9876543210E0012B";

  private static final String CIPHERTEXT =
      "C25C1D1197D31CAA87285D59A892047426D9182EC11353C051ADD6D0F072A6CB";

  @TempDir Path directory;

  private static Map<Integer, String> secret(Shop shop, String stan) {
    Map<Integer, String> fields = shop.iso.purchase("TERM0001", stan, 500);
    fields.put(52, PIN_BLOCK);
    fields.put(53, SECURITY);
    fields.put(62, "KSN=" + KSN + ";DATA=" + CIPHERTEXT);
    return fields;
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso87-ascii", "iso87-binary"})
  @DisplayName("RULES 2 tokens: PIN blocks, DUKPT and P2PE payloads pass untouched, kept nowhere")
  void secretsPassUntouchedAndAreKeptNowhere(String name) throws Exception {
    String dialect = Shop.quick(directory, name, 300);
    try (Shop shop = new Shop(directory, dialect, new JsonObject())) {
      shop.awaitLinks();
      try (TestTerminal terminal = shop.terminal()) {
        byte[] sent = shop.iso.write(200, secret(shop, "000001"));
        terminal.send(sent);
        assertArrayEquals(sent, shop.host.next(200).message().bytes());
        assertEquals("00", terminal.answer().field(39));

        // encrypted by the terminal: no card number at all
        Map<Integer, String> encrypted = secret(shop, "000002");
        encrypted.remove(2);
        encrypted.remove(14);
        sent = shop.iso.write(200, encrypted);
        terminal.send(sent);
        assertArrayEquals(sent, shop.host.next(200).message().bytes());
        assertEquals("00", terminal.answer().field(39));

        shop.host.behave(TestHost::stayStill);
        assertEquals("91", terminal.ask(200, secret(shop, "000003")).field(39));
        Message reversal = shop.host.next(420).message();
        for (int field : new int[] {52, 53, 62}) assertFalse(reversal.fields().containsKey(field));
        shop.host.behave(TestHost::approve);
        Shop.await("nothing is owed", () -> shop.status().reversalsOwed() == 0);
      }
      for (Shop.Told told : shop.told()) assertHoldsNone(told.payload(), told.type().name());
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) assertHoldsNone(file);
    }
  }

  private static void assertHoldsNone(Path file) throws IOException {
    assertHoldsNone(
        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1), file.toString());
  }

  /** As characters and as bytes. */
  private static void assertHoldsNone(String where, String name) {
    for (String secret : List.of(PIN_BLOCK, SECURITY, KSN, CIPHERTEXT)) {
      String bytes = new String(HexFormat.of().parseHex(secret), StandardCharsets.ISO_8859_1);
      assertFalse(where.contains(bytes), name);
      assertFalse(where.contains(secret), name);
      assertFalse(where.contains(secret.toUpperCase()), name);
      assertFalse(where.contains(secret.toLowerCase()), name);
    }
  }
}
