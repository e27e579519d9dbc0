package io.tillgate.card.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** One key in a module: AES-256-GCM there, with a nonce from here before the ciphertext. */
final class Pkcs11Wrap implements KeyWrap {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int CHECK_BYTES = 3;

  /** Not zeros, as is usual: under GCM these give the key of its checksum. One block. */
  private static final byte[] CHECK_BLOCK = "tillgate kek chk".getBytes(StandardCharsets.US_ASCII);

  private final Provider module;
  private final SecretKey key;
  private final String name;
  private final SecureRandom random = new SecureRandom();

  private Pkcs11Wrap(Provider module, SecretKey key, String name) {
    this.module = module;
    this.key = key;
    this.name = name;
  }

  static Pkcs11Wrap of(Provider module, String label, SecretKey key)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", module);
    cipher.init(Cipher.ENCRYPT_MODE, key);
    byte[] check = Arrays.copyOf(cipher.doFinal(CHECK_BLOCK), CHECK_BYTES);
    String name =
        "%s:%s:%s"
            .formatted(Pkcs11Keys.KIND, label, HexFormat.of().withUpperCase().formatHex(check));
    return new Pkcs11Wrap(module, key, name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte[] wrap(byte[] plain, byte[] context) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, context, plain);
    return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException {
    if (wrapped.length < NONCE_BYTES + TAG_BITS / 8) {
      throw new GeneralSecurityException("too short");
    }
    byte[] nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
    byte[] sealed = Arrays.copyOfRange(wrapped, NONCE_BYTES, wrapped.length);
    return run(Cipher.DECRYPT_MODE, nonce, context, sealed);
  }

  private byte[] run(int mode, byte[] nonce, byte[] context, byte[] bytes)
      throws GeneralSecurityException {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", module);
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(context);
      return cipher.doFinal(bytes);
    } catch (AEADBadTagException e) {
      throw e;
    } catch (ProviderException | InvalidKeyException e) {
      if (mode == Cipher.DECRYPT_MODE && isRefusal(e)) throw new AEADBadTagException();
      throw new KeysOutOfReach("the security module failed: " + e.getMessage(), e);
    }
  }

  /** Modules do not agree on how they say that a tag is wrong. */
  private static boolean isRefusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String word = String.valueOf(cause.getMessage());
      if (word.contains("CKR_ENCRYPTED_DATA_INVALID")
          || word.contains("CKR_ENCRYPTED_DATA_LEN_RANGE")
          || word.contains("CKR_GENERAL_ERROR")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "Pkcs11Wrap";
  }
}
