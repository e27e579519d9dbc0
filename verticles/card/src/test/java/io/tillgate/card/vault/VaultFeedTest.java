package io.tillgate.card.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.journal.Entry;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.SealedForVault;
import io.tillgate.wire.Pan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultFeedTest {
  private static final byte[] PAN = "4111111111111111".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;
  private final List<Entry> journal = new ArrayList<>();
  private VaultFeed feed;

  @BeforeEach
  void open() throws Exception {
    byte[] key = KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic().getEncoded();
    feed = new VaultFeed(VaultSealer.read(pem("PUBLIC KEY", key)), journal::add);
  }

  private Path pem(String name, byte[] key) throws IOException {
    String body = Base64.getMimeEncoder().encodeToString(key);
    return Files.writeString(
        directory.resolve("key.pem"),
        "-----BEGIN " + name + "-----\n" + body + "\n-----END " + name + "-----\n");
  }

  private void seen(String token) {
    try (Pan pan = Pan.of(PAN, 0, PAN.length)) {
      feed.seen(pan, token);
    }
  }

  @Test
  void eachCardIsGivenOnceAndItsNumberIsNotInTheRecord() throws IOException {
    seen("tk_a");
    seen("tk_a");
    seen("tk_b");
    assertEquals(2, journal.size());
    Entry first = journal.get(0);
    assertEquals(EventType.SEALED_FOR_VAULT.code(), first.type());
    SealedForVault sealed = RetailJson.read(first.payload(), SealedForVault.class);
    assertEquals("tk_a", sealed.token());
    assertEquals(16, sealed.keyId().length());
    byte[] bytes = Base64.getDecoder().decode(sealed.sealed());
    assertEquals(32 + PAN.length + 16, bytes.length);
    assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains("4111111111111111"));
  }

  @Test
  void cardsGivenLongAgoAreForgottenAndGivenAgain() {
    for (int i = 0; i <= VaultFeed.REMEMBERED; i++) {
      if (i < 3 || i > VaultFeed.REMEMBERED - 3) seen("tk_" + i);
      else feed.remember("tk_" + i);
    }
    int before = journal.size();
    seen("tk_0");
    assertEquals(before + 1, journal.size());
  }

  @Test
  void whatIsNoPublicKeyOfAVaultIsRefusedWithWhatToDo() throws Exception {
    Path rsa =
        pem(
            "PUBLIC KEY",
            KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic().getEncoded());
    for (Path wrong : List.of(rsa, Files.writeString(directory.resolve("x"), "nothing"))) {
      IOException refused = assertThrows(IOException.class, () -> VaultSealer.read(wrong));
      assertTrue(refused.getMessage().contains("tillgate vault init"), refused.getMessage());
    }
  }
}
