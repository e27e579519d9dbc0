package io.tillgate.card.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key-encryption key in a file of mode 0600, for development and for stores without a security
 * module: {@code tillgate-kek-1}, a line end, 32 bytes in base64, a line end. AES-256-GCM with a
 * random nonce before the ciphertext.
 */
public final class FileKeyWrap implements KeyWrap {
  private static final byte[] HEAD = "tillgate-kek-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int KEY_BYTES = 32;
  private static final int MAX_FILE_BYTES = 256;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final byte[] key;
  private final SecureRandom random = new SecureRandom();

  private FileKeyWrap(byte[] key) {
    this.key = key;
  }

  /** Makes a new key-encryption key at {@code file}, which must not exist. */
  static FileKeyWrap create(Path file) throws BadKeyRing {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    byte[] text = Base64.getEncoder().encode(key);
    ByteBuffer bytes = ByteBuffer.allocate(HEAD.length + text.length + 1);
    bytes.put(HEAD).put(text).put((byte) '\n');
    try {
      PrivateFile.createNew(file, bytes.array());
    } catch (IOException e) {
      throw new BadKeyRing("cannot write the key-encryption key " + file + ": " + e, e);
    } finally {
      Arrays.fill(text, (byte) 0);
      Arrays.fill(bytes.array(), (byte) 0);
    }
    return new FileKeyWrap(key);
  }

  /** Reads the key-encryption key at {@code file}. */
  public static FileKeyWrap read(Path file) throws BadKeyRing {
    if (!Files.isRegularFile(file)) {
      throw new BadKeyRing(
          "no key-encryption key at " + file + ": restore it, or name its place (kekFile)");
    }
    byte[] bytes = {};
    try {
      if (PrivateFile.isOpenToOthers(file)) {
        throw new BadKeyRing(
            "others may read the key-encryption key %s (%s): chmod 600 it, and rotate it if anyone did"
                .formatted(file, PrivateFile.mode(file)));
      }
      if (Files.size(file) > MAX_FILE_BYTES) throw damaged(file);
      bytes = Files.readAllBytes(file);
      return new FileKeyWrap(parse(file, bytes));
    } catch (IOException e) {
      throw new BadKeyRing("cannot read the key-encryption key " + file + ": " + e, e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static byte[] parse(Path file, byte[] bytes) throws BadKeyRing {
    if (bytes.length < HEAD.length || !Arrays.equals(HEAD, Arrays.copyOf(bytes, HEAD.length))) {
      throw damaged(file);
    }
    int end = bytes.length;
    while (end > HEAD.length && bytes[end - 1] <= ' ') end--;
    byte[] text = Arrays.copyOfRange(bytes, HEAD.length, end);
    try {
      byte[] key = Base64.getDecoder().decode(text);
      if (key.length != KEY_BYTES) throw damaged(file);
      return key;
    } catch (IllegalArgumentException e) {
      // The cause would quote a character of the key.
      throw damaged(file);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static BadKeyRing damaged(Path file) {
    return new BadKeyRing(
        "the key-encryption key %s is damaged or not one: restore it from its backup"
            .formatted(file));
  }

  @Override
  public String name() {
    return "file:" + CheckValue.of(key);
  }

  @Override
  public byte[] wrap(byte[] plain, byte[] context) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
    return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException {
    if (wrapped.length < NONCE_BYTES + TAG_BITS / 8) {
      // The JDK answers too few bytes with an unchecked exception.
      throw new GeneralSecurityException("too short");
    }
    byte[] nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, nonce, context)
        .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context);
    return cipher;
  }

  @Override
  public void close() {
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public String toString() {
    return "FileKeyWrap";
  }
}
