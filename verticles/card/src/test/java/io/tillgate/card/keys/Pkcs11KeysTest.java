package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rings whose key-encryption key lives in SoftHSM. */
class Pkcs11KeysTest {
  private static final byte[] PAN = "4111111111111111".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path temp;
  private SoftToken token;
  private Path directory;

  @BeforeEach
  void makeToken() throws Exception {
    token = SoftToken.both().get(0);
    directory = temp.resolve("keys");
  }

  private KeyCustodian custodian(KeyProvider provider) {
    return new KeyCustodian(directory, provider, Clock.systemUTC(), KeyListener.NOBODY);
  }

  @Test
  @DisplayName(
      "RULES 2 / 3.6.1 the key-encryption key is made in a security module and never leaves")
  void aRingIsWrappedByAKeyThatNeverLeavesItsModule() throws Exception {
    String pan;
    try (KeyProvider module = token.signOn();
        KeyRing ring = custodian(module).init(null)) {
      pan = ring.tokenizer().token(PAN, 0, PAN.length);
      assertTrue(ring.wrappedBy().startsWith("pkcs11:tillgate-kek-"), ring.wrappedBy());
      assertFalse(Files.exists(directory.resolve(KeyRing.KEK_FILE)));
    }
    try (KeyProvider module = token.signOn();
        KeyRing ring = KeyRing.open(directory, module)) {
      assertEquals(pan, ring.tokenizer().token(PAN, 0, PAN.length));
    }
  }

  @Test
  void theKeyInTheModuleRotatesAndTheOldOneCanBeDestroyedThere() throws Exception {
    try (KeyProvider module = token.signOn()) {
      String before;
      try (KeyRing ring = custodian(module).init(null)) {
        before = ring.wrappedBy();
        custodian(module).rotate(KeyRole.KEK);
        ring.takeUp(module);
        assertNotEquals(before, ring.wrappedBy());
        module.open(before).close();
        KeyRing.Key old =
            ring.keys().stream()
                .filter(key -> key.role() == KeyRole.KEK && key.state() == KeyState.DECRYPT_ONLY)
                .findFirst()
                .orElseThrow();
        custodian(module).retire(old.id(), KeyUses.NONE);
        custodian(module).destroy(old.id(), old.checkValue(), KeyUses.NONE);
        refused("has no key tillgate-kek-", () -> module.open(before));
      }
      KeyRing.open(directory, module).close();
    }
  }

  @Test
  void aWrongPinIsNamedAsOne() throws Exception {
    char[] wrong = "0000".toCharArray();
    refused("refuses the PIN", () -> Pkcs11Keys.signOn(token.settings(), wrong));
    refused("chmod 600", () -> signOnWithFile("rw-r--r--"));
    signOnWithFile("rw-------").close();
  }

  private Pkcs11Keys signOnWithFile(String mode) throws Exception {
    Path file = temp.resolve("pin");
    Files.writeString(file, SoftToken.PIN + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    Pkcs11Settings named = token.settings();
    return Pkcs11Keys.signOn(new Pkcs11Settings(named.library(), named.slot(), file));
  }

  @Test
  void aWrongLibrarySlotOrTokenIsNamed() throws Exception {
    Pkcs11Settings right = token.settings();
    char[] pin = SoftToken.PIN.toCharArray();
    Pkcs11Settings nowhere = new Pkcs11Settings(temp.resolve("none.so"), 1, null);
    refused("no PKCS#11 library at", () -> Pkcs11Keys.signOn(nowhere, pin));
    Pkcs11Settings noSlot = new Pkcs11Settings(right.library(), 12_345_678, null);
    refused("slot 12345678 of", () -> Pkcs11Keys.signOn(noSlot, pin));
    try (KeyProvider module = token.signOn()) {
      custodian(module).init(null).close();
    }
    try (KeyProvider module = SoftToken.both().get(1).signOn()) {
      refused("has no key tillgate-kek-", () -> KeyRing.open(directory, module));
    }
  }

  @Test
  void aRingOfTheModuleIsNotOpenedWithAFileAndTheOtherWayRound() throws Exception {
    try (KeyProvider module = token.signOn()) {
      custodian(module).init(null).close();
      refused("keys.provider is file", () -> KeyRing.open(directory));
      Path other = temp.resolve("other");
      KeyRing.init(other, other.resolve("kek.key"), Clock.systemUTC()).close();
      refused("keys.provider is pkcs11", () -> KeyRing.open(other, module));
    }
  }

  @Test
  void aChangedRingIsRefusedAsWithAFile() throws Exception {
    try (KeyProvider module = token.signOn()) {
      custodian(module).init(null).close();
      Path ring = directory.resolve(KeyRing.RING_FILE);
      byte[] whole = Files.readAllBytes(ring);
      for (int at = whole.length - 10; at > 0; at -= 97) {
        byte[] changed = Arrays.copyOf(whole, whole.length);
        changed[at] ^= 1;
        if (whole[at] <= ' ' || changed[at] <= ' ') continue;
        Files.write(ring, changed);
        assertThrows(BadKeyRing.class, () -> KeyRing.open(directory, module));
      }
    }
  }

  private interface Deed {
    Object run() throws Exception;
  }

  private static void refused(String expected, Deed deed) {
    BadKeyRing refusal = assertThrows(BadKeyRing.class, deed::run);
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
    assertFalse(refusal.getMessage().contains(SoftToken.PIN));
  }
}
