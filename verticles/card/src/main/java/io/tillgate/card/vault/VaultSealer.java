package io.tillgate.card.vault;

import io.tillgate.retail.payment.SealedForVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * Seals card numbers to the vault's public key, as {@link SealedForVault} says. Each call makes a
 * key of its own; the same number never gives the same bytes. Thread-safe.
 */
public final class VaultSealer {
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";
  private static final byte[] INFO = SealedForVault.INFO.getBytes(StandardCharsets.US_ASCII);

  private final String keyId;
  private final AsymmetricKeyParameter key;

  private VaultSealer(String keyId, AsymmetricKeyParameter key) {
    this.keyId = keyId;
    this.key = key;
  }

  /**
   * Reads the vault's public key.
   *
   * @param pem made by {@code tillgate vault init}
   * @throws IOException where it is no such key, with what to do
   */
  public static VaultSealer read(Path pem) throws IOException {
    String text;
    try {
      text = Files.readString(pem).strip();
    } catch (IOException e) {
      throw new IOException("the vault's public key " + pem + " cannot be read: " + e, e);
    }
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) throw wrong(pem);
    try {
      byte[] encoded =
          Base64.getMimeDecoder()
              .decode(text.substring(BEGIN.length(), text.length() - END.length()));
      AsymmetricKeyParameter key = PublicKeyFactory.createKey(encoded);
      if (!(key instanceof X25519PublicKeyParameters)) throw wrong(pem);
      return new VaultSealer(id(encoded), key);
    } catch (IllegalArgumentException e) {
      throw wrong(pem);
    } catch (NoClassDefFoundError e) {
      throw new IOException(
          "lib/vault is not on the class path: start the edge with the program's own launcher", e);
    }
  }

  private static IOException wrong(Path pem) {
    return new IOException(
        pem
            + " is no public key of a vault (X25519, PEM): take vault.pub of 'tillgate vault init'");
  }

  private static String id(byte[] encoded) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Which key it seals to. */
  public String keyId() {
    return keyId;
  }

  /** Seals the digits of a card number; the caller's bytes are left as they are. */
  public SealedForVault seal(byte[] pan, int length, String token) {
    byte[] plain = Arrays.copyOf(pan, length);
    try {
      HPKEContextWithEncapsulation context = suite().setupBaseS(key, INFO);
      byte[] sealed = context.seal(token.getBytes(StandardCharsets.UTF_8), plain);
      byte[] encapsulation = context.getEncapsulation();
      byte[] whole = Arrays.copyOf(encapsulation, encapsulation.length + sealed.length);
      System.arraycopy(sealed, 0, whole, encapsulation.length, sealed.length);
      return new SealedForVault(token, keyId, Base64.getEncoder().encodeToString(whole));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("sealing does not fail", e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static HPKE suite() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }
}
