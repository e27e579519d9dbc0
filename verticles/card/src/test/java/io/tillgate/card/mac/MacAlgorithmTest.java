package io.tillgate.card.mac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.wire.BadDialect;
import io.tillgate.wire.Dialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MacAlgorithmTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String RFC_KEY = "2b7e151628aed2a6abf7158809cf4f3c";
  private static final String RFC_MESSAGE =
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
          + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

  @TempDir Path directory;

  private static String mac(MacAlgorithm algorithm, String key, byte[] message) throws Exception {
    return HEX.formatHex(algorithm.compute(HEX.parseHex(key), message, 0, message.length));
  }

  private static String cmac(int bytes) throws Exception {
    byte[] message = HEX.parseHex(RFC_MESSAGE.substring(0, 2 * bytes));
    return mac(MacAlgorithm.AES_CMAC, RFC_KEY, message);
  }

  @Test
  @DisplayName("RULES 1.15 AES-CMAC is that of RFC 4493")
  void aesCmacIsThatOfTheRfc() throws Exception {
    assertEquals("bb1d6929e95937287fa37d129b756746", cmac(0));
    assertEquals("070a16b46b4d4144f79bdd9dd04a287c", cmac(16));
    assertEquals("dfa66747de9ae63030ca32611497c827", cmac(40));
    assertEquals("51f0bebf7e3b9d92fc49741779363cfe", cmac(64));
  }

  @Test
  @DisplayName("RULES 1.15 the retail MAC is that of ISO/IEC 9797-1, algorithm 3")
  void theRetailMacIsThatOfTheStandard() throws Exception {
    byte[] message = "Now is the time for all ".getBytes(StandardCharsets.US_ASCII);
    String key = "0123456789abcdeffedcba9876543210";
    assertEquals("a1c72e74ea3fa9b6", mac(MacAlgorithm.RETAIL, key, message));
  }

  /** Triple DES on the last block of a DES chain, which is the same, made otherwise. */
  @Test
  void theRetailMacOfAnyLengthIsTripleDesBehindAChain() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("theRetailMacOfAnyLength seed " + seed);
    Random random = new Random(seed);
    for (int length = 0; length < 100; length++) {
      byte[] key = new byte[16];
      byte[] message = new byte[length];
      random.nextBytes(key);
      random.nextBytes(message);
      byte[] expected = otherwise(key, message);
      assertEquals(HEX.formatHex(expected), mac(MacAlgorithm.RETAIL, HEX.formatHex(key), message));
    }
  }

  private static byte[] otherwise(byte[] key, byte[] message) throws Exception {
    byte[] padded = new byte[Math.max(8, (message.length + 7) / 8 * 8)];
    System.arraycopy(message, 0, padded, 0, message.length);
    byte[] vector = new byte[8];
    if (padded.length > 8) {
      Cipher des = Cipher.getInstance("DES/CBC/NoPadding");
      des.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 0, 8, "DES"), new IvParameterSpec(vector));
      byte[] chained = des.doFinal(padded, 0, padded.length - 8);
      System.arraycopy(chained, chained.length - 8, vector, 0, 8);
    }
    byte[] triple = new byte[24];
    System.arraycopy(key, 0, triple, 0, 16);
    System.arraycopy(key, 0, triple, 16, 8);
    Cipher last = Cipher.getInstance("DESede/CBC/NoPadding");
    last.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(triple, "DESede"), new IvParameterSpec(vector));
    return last.doFinal(padded, padded.length - 8, 8);
  }

  @Test
  void aKeyFileThatCannotBeUsedIsRefusedWithWhatToDoAndWithoutTheKey() throws Exception {
    MacRule rule = new MacRule(MacAlgorithm.RETAIL, "zone", Set.of(420));
    Path file = directory.resolve("mac-zone.key");
    assertTrue(refused(rule).contains("is not there"));
    Files.writeString(file, "0123456789abcdef");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertTrue(refused(rule).contains("chmod 600"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertTrue(refused(rule).contains("hex digits of 16 bytes"));
    assertFalse(refused(rule).contains("0123456789abcdef"));
    for (String bad :
        new String[] {"", "xyz", "0123456789ABCDEF0123456789ABCDE", "00".repeat(99)}) {
      Files.writeString(file, bad);
      assertTrue(refused(rule).contains("holds no key"), bad);
    }
    Files.writeString(file, "01234567 89ABCDEF\nFEDCBA98 76543210\n");
    try (MacKey key = MacKey.read(directory, rule)) {
      assertEquals("a MAC key of 16 bytes", key.toString());
    }
  }

  private String refused(MacRule rule) {
    return assertThrows(IOException.class, () -> MacKey.read(directory, rule)).getMessage();
  }

  @Test
  void aSectionThatMeansNothingIsRefusedWithItsLine() throws Exception {
    String good = "mac: {algorithm: retail, key: zone, types: [\"0420\"]}";
    assertEquals(Set.of(420), MacRule.of(dialect(good)).orElseThrow().types());
    assertRefused(good.replace("retail", "des"), "retail or aes-cmac");
    assertRefused(good.replace("zone", "../zone"), "letters, digits and dashes");
    assertRefused(good.replace("0420", "42"), "types");
    assertRefused(good.replace("key: zone", "key: zone, more: 1"), "more");
    assertTrue(MacRule.of(Dialect.named("iso87-ascii")).isEmpty());
  }

  private Dialect dialect(String section) throws IOException {
    Path source = Path.of(System.getProperty("project.root"), "conf/acquirer/iso87-ascii.yaml");
    Path file = directory.resolve("with-mac.yaml");
    Files.writeString(
        file,
        Files.readString(source).replaceFirst("dialect: .*", "dialect: with-mac")
            + "\n"
            + section
            + "\n");
    return Dialect.load(file);
  }

  private void assertRefused(String section, String word) throws Exception {
    Dialect dialect = dialect(section);
    String message = assertThrows(BadDialect.class, () -> MacRule.of(dialect)).getMessage();
    assertTrue(message.contains(word), message);
    assertTrue(message.matches("(?s).*with-mac.yaml:\\d+.*"), message);
  }
}
