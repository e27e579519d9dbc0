package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Message authentication codes: never broken in silence. */
@Timeout(60)
class MacRulesTest {
  private static final byte[] KEY = HexFormat.of().parseHex("0123456789abcdeffedcba9876543210");

  @TempDir Path directory;

  private Shop shop(String name, String more) throws Exception {
    Path card = Files.createDirectories(directory.resolve("card"));
    Path key = card.resolve("mac-zone.key");
    Files.writeString(key, HexFormat.of().formatHex(KEY));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Shop shop = new Shop(directory, dialect(name, more), new JsonObject());
    shop.awaitLinks();
    return shop;
  }

  private String dialect(String name, String more) throws Exception {
    Path file = Path.of(Shop.quick(directory, name, 300));
    Files.writeString(file, Files.readString(file) + "\n" + more + "\n");
    return file.toString();
  }

  private static String mac(String types) {
    return "mac: {algorithm: retail, key: zone, types: [" + types + "]}";
  }

  /** As the acquirer checks it: the last field covers all before it. */
  private static void assertTrusted(Message message, int field, boolean hexFields)
      throws Exception {
    assertNotNull(message.field(field), message.toString());
    int onTheWire = hexFields ? 16 : 8;
    byte[] bytes = message.bytes();
    byte[] covered = Arrays.copyOf(bytes, (bytes.length - onTheWire + 7) / 8 * 8);
    Arrays.fill(covered, bytes.length - onTheWire, covered.length, (byte) 0);
    byte[] code = Arrays.copyOfRange(bytes, bytes.length - onTheWire, bytes.length);
    byte[] expected = retailMac(covered);
    byte[] found =
        hexFields ? HexFormat.of().parseHex(new String(code, StandardCharsets.US_ASCII)) : code;
    assertArrayEquals(expected, found);
  }

  private static byte[] retailMac(byte[] padded) throws Exception {
    Cipher des = Cipher.getInstance("DES/CBC/NoPadding");
    des.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, 0, 8, "DES"), new IvParameterSpec(new byte[8]));
    byte[] chained = des.doFinal(padded, 0, padded.length - 8);
    byte[] triple = Arrays.copyOf(KEY, 24);
    System.arraycopy(KEY, 0, triple, 16, 8);
    Cipher last = Cipher.getInstance("DESede/CBC/NoPadding");
    byte[] vector = Arrays.copyOfRange(chained, chained.length - 8, chained.length);
    last.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(triple, "DESede"), new IvParameterSpec(vector));
    return last.doFinal(padded, padded.length - 8, 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso87-ascii", "iso87-binary"})
  @DisplayName("RULES 1.15 what the edge makes itself carries the code that the profile asks for")
  void aReversalOfTheEdgesCarriesItsCode(String name) throws Exception {
    try (Shop shop = shop(name, mac("\"0420\", \"0421\""));
        TestTerminal terminal = shop.terminal()) {
      shop.host.behave(
          received -> {
            if (received.message().mti() != 200) received.answer("96", Map.of());
          });
      terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 500));
      boolean hex = name.endsWith("ascii");
      assertTrusted(shop.host.next(420).message(), 128, hex); // it has DE90
      assertTrusted(shop.host.next(421).message(), 128, hex);
      shop.host.behave(TestHost::approve);
    }
  }

  @Test
  @DisplayName("RULES 1.15 sign-on and echo carry it where the profile asks for it")
  void signOnCarriesItsCode() throws Exception {
    try (Shop shop = shop("iso87-ascii", mac("\"0800\""))) {
      Message signOn = shop.host.network().get(0);
      assertEquals("001", signOn.field(70));
      assertTrusted(signOn, 128, true);
    }
  }

  @Test
  @DisplayName("RULES 1.15 a message that passes untouched keeps its code byte for byte")
  void whatPassesKeepsItsCode() throws Exception {
    try (Shop shop = shop("iso87-ascii", mac("\"0200\", \"0400\", \"0420\", \"0421\""));
        TestTerminal terminal = shop.terminal()) {
      Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 500);
      payment.put(64, "0011223344556677");
      byte[] sent = shop.iso.write(200, payment);
      terminal.send(sent);
      assertArrayEquals(sent, shop.host.next(200).message().bytes());
      assertEquals("00", terminal.answer().field(39));
      Map<Integer, String> reversal = shop.iso.reversalOf(payment);
      reversal.remove(64);
      reversal.put(128, "7766554433221100");
      sent = shop.iso.write(400, reversal);
      terminal.send(sent);
      assertArrayEquals(sent, shop.host.next(400).message().bytes());
      assertEquals("00", terminal.answer().field(39));
    }
  }

  /** The terminal names its order's second trace number; the acquirer knows the first alone. */
  private static Map<Integer, String> rewritten(Shop shop, TestTerminal terminal) throws Exception {
    for (int i = 1; i <= 2; i++) {
      Map<Integer, String> payment = shop.iso.purchase("TERM0001", "00000" + i, 500);
      payment.put(48, "ORDER-17");
      terminal.ask(200, payment);
    }
    Map<Integer, String> second = shop.iso.purchase("TERM0001", "000002", 500);
    Map<Integer, String> reversal = shop.iso.reversalOf(second);
    reversal.put(128, "7766554433221100");
    return reversal;
  }

  @Test
  @DisplayName("RULES 1.15 a message whose fields the edge rewrites gets its code made again")
  void whatIsRewrittenGetsItsCodeMadeAgain() throws Exception {
    String order = "orderId: {field: 48, start: 1, length: 8}\n";
    try (Shop shop = shop("iso87-ascii", order + mac("\"0400\""));
        TestTerminal terminal = shop.terminal()) {
      Message answer = terminal.ask(400, rewritten(shop, terminal));
      assertEquals("00", answer.field(39));
      Message arrived = shop.host.next(400).message();
      assertTrue(arrived.field(90).startsWith("0200000001"));
      assertTrusted(arrived, 128, true);
    }
  }

  @Test
  @DisplayName("RULES 1.15 or is refused where nobody can make it, and never sent on broken")
  void whatWouldBeBrokenIsRefused() throws Exception {
    String order = "orderId: {field: 48, start: 1, length: 8}\n";
    try (Shop shop = shop("iso87-ascii", order);
        TestTerminal terminal = shop.terminal()) {
      Map<Integer, String> reversal = rewritten(shop, terminal);
      assertEquals("30", terminal.ask(400, reversal).field(39));
      assertEquals(1, shop.count("tillgate.card.refused", "reason", "broken-mac"));
      assertFalse(shop.host.all().stream().anyMatch(message -> message.mti() == 400));
      assertEquals(0, shop.status().reversalsOwed());
      reversal.remove(128);
      assertEquals("00", terminal.ask(400, reversal).field(39));
    }
  }

  @Test
  void withoutItsKeyTheRoomDoesNotOpen() throws Exception {
    String dialect = dialect("iso87-ascii", mac("\"0420\""));
    Exception refused =
        assertThrows(Exception.class, () -> new Shop(directory, dialect, new JsonObject()).close());
    assertTrue(refused.getMessage().contains("mac-zone.key"), refused.getMessage());
  }

  @Test
  void withoutTheSectionTheEdgesMessagesCarryNone() throws Exception {
    try (Shop shop = shop("iso87-ascii", "");
        TestTerminal terminal = shop.terminal()) {
      shop.host.behave(TestHost::stayStill);
      Map<Integer, String> payment = shop.iso.purchase("TERM0001", "000001", 500);
      payment.put(64, "0011223344556677");
      terminal.ask(200, payment);
      Message reversal = shop.host.next(420).message();
      assertNull(reversal.field(64));
      assertNull(reversal.field(128));
      shop.host.behave(TestHost::approve);
    }
  }
}
