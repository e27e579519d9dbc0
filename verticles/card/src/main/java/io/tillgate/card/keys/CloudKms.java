package io.tillgate.card.keys;

import java.util.concurrent.CompletableFuture;

/**
 * A key service in a cloud, as little of it as a ring needs; who runs one implements this over its
 * client, and opens the ring with {@link CloudKeys}. Every service has these: encrypt and decrypt
 * of a few bytes under a key that never leaves it, with a context that is bound to the result.
 *
 * <p>Futures fail with {@link Denied} where asking again is of no use; with anything else where it
 * may be. They may complete on any thread.
 */
public interface CloudKms {

  /** The service refuses: no such key, no permission, or the ciphertext is not its own. */
  final class Denied extends Exception {
    private static final long serialVersionUID = 1L;

    public Denied(String message) {
      super(message);
    }
  }

  /** Makes an AES-256 key and gives its name, without a colon. */
  CompletableFuture<String> createKey();

  /**
   * @param plain at most 64 bytes; the implementation does not keep it
   */
  CompletableFuture<byte[]> encrypt(String key, byte[] plain, byte[] context);

  CompletableFuture<byte[]> decrypt(String key, byte[] cipher, byte[] context);

  /** Six hexadecimal digits that never change for a key, such as of its fingerprint. */
  CompletableFuture<String> checkValue(String key);

  /** Schedules the end of a key, as services do. */
  CompletableFuture<Void> destroyKey(String key);
}
