package io.tillgate.vault;

import io.tillgate.retail.payment.SealedForVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** One private key of the vault: opens what {@link SealedForVault} describes. Thread-safe. */
final class VaultKey {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final byte[] INFO = SealedForVault.INFO.getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_PEM_BYTES = 4_096;

  private final String id;
  private final AsymmetricCipherKeyPair pair;

  private VaultKey(String id, AsymmetricCipherKeyPair pair) {
    this.id = id;
    this.pair = pair;
  }

  /** What {@code tillgate vault init} made. */
  record Made(String id, Path privateKey, Path publicKey) {}

  /**
   * Makes a key pair: {@code vault.key}, readable by its owner alone, and {@code vault.pub} for the
   * edges. Overwrites nothing.
   *
   * @throws IOException with what to do
   */
  static Made make(Path directory) throws IOException {
    Path secret = directory.resolve("vault.key");
    Path open = directory.resolve("vault.pub");
    for (Path file : new Path[] {secret, open}) {
      if (Files.exists(file)) throw new IOException(file + " is there already: name another DIR");
    }
    Files.createDirectories(directory);
    KeyPair made = generate();
    byte[] encoded = made.getPrivate().getEncoded();
    byte[] pem = pem("PRIVATE KEY", encoded);
    try {
      Files.createFile(
          secret,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(secret, pem);
    } finally {
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(pem, (byte) 0);
    }
    Files.write(open, pem("PUBLIC KEY", made.getPublic().getEncoded()));
    return new Made(id(made.getPublic().getEncoded()), secret, open);
  }

  private static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance("X25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK since 11 has X25519", e);
    }
  }

  private static byte[] pem(String name, byte[] encoded) {
    byte[] base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(encoded);
    byte[] head = ("-----BEGIN " + name + "-----\n").getBytes(StandardCharsets.US_ASCII);
    byte[] tail = ("\n-----END " + name + "-----\n").getBytes(StandardCharsets.US_ASCII);
    byte[] pem = Arrays.copyOf(head, head.length + base64.length + tail.length);
    System.arraycopy(base64, 0, pem, head.length, base64.length);
    System.arraycopy(tail, 0, pem, head.length + base64.length, tail.length);
    Arrays.fill(base64, (byte) 0);
    return pem;
  }

  /**
   * Reads a private key (X25519, PKCS #8, PEM).
   *
   * @throws IOException where it is none, or others may read it, with what to do
   */
  static VaultKey read(Path file) throws IOException {
    byte[] pem = null;
    try {
      ownersAlone(file);
      if (Files.size(file) > MAX_PEM_BYTES) throw wrong(file);
      pem = Files.readAllBytes(file);
      byte[] encoded = body(file, pem);
      try {
        return of(file, encoded);
      } finally {
        Arrays.fill(encoded, (byte) 0);
      }
    } finally {
      if (pem != null) Arrays.fill(pem, (byte) 0);
    }
  }

  private static void ownersAlone(Path file) throws IOException {
    Set<String> others = Set.of("GROUP_READ", "OTHERS_READ", "GROUP_WRITE", "OTHERS_WRITE");
    if (!Files.exists(file)) {
      throw new IOException("the vault's key " + file + " is not there: 'tillgate vault init'");
    }
    boolean isOpen =
        Files.getPosixFilePermissions(file).stream().anyMatch(p -> others.contains(p.name()));
    if (isOpen) throw new IOException(file + " may be read by others: chmod 600 it");
  }

  private static byte[] body(Path file, byte[] pem) throws IOException {
    String text = new String(pem, StandardCharsets.US_ASCII).strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) throw wrong(file);
    try {
      return Base64.getMimeDecoder()
          .decode(text.substring(BEGIN.length(), text.length() - END.length()));
    } catch (IllegalArgumentException e) {
      throw wrong(file);
    }
  }

  private static VaultKey of(Path file, byte[] encoded) throws IOException {
    try {
      if (PrivateKeyFactory.createKey(encoded) instanceof X25519PrivateKeyParameters key) {
        byte[] open =
            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key.generatePublicKey())
                .getEncoded();
        return new VaultKey(id(open), new AsymmetricCipherKeyPair(key.generatePublicKey(), key));
      }
    } catch (IOException | RuntimeException e) {
      throw wrong(file);
    }
    throw wrong(file);
  }

  private static IOException wrong(Path file) {
    return new IOException(
        file + " is no private key of a vault (X25519, PEM): take what 'tillgate vault init' made");
  }

  private static String id(byte[] encodedPublicKey) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(encodedPublicKey);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** As edges name it. */
  String id() {
    return id;
  }

  /**
   * The digits of a card number; the caller zeroes them. Null where {@code sealed} was made for
   * another key or another token, or was changed.
   */
  byte[] open(byte[] sealed, String token) {
    if (sealed.length <= SealedForVault.ENCAPSULATION_BYTES) return null;
    byte[] encapsulation = Arrays.copyOf(sealed, SealedForVault.ENCAPSULATION_BYTES);
    byte[] ciphertext =
        Arrays.copyOfRange(sealed, SealedForVault.ENCAPSULATION_BYTES, sealed.length);
    try {
      return new HPKE(
              HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256)
          .setupBaseR(encapsulation, pair, INFO)
          .open(token.getBytes(StandardCharsets.UTF_8), ciphertext);
    } catch (InvalidCipherTextException | RuntimeException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "vault key " + id;
  }
}
