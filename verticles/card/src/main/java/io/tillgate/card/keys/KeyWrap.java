package io.tillgate.card.keys;

import java.security.GeneralSecurityException;

/**
 * A key-encryption key, wherever it lives: a file ({@link FileKeyWrap}), a token, a cloud. It never
 * leaves its place; a ring asks it to wrap and to unwrap and nothing else. Called at start-up and
 * by the {@code keys} command, so it may block.
 */
public interface KeyWrap extends AutoCloseable {

  /**
   * Names this key-encryption key in the ring, for people and to tell a wrong key from a damaged
   * ring. No secret.
   */
  String name();

  /**
   * @param context bound to the result: unwrapping with another context fails
   */
  byte[] wrap(byte[] key, byte[] context) throws GeneralSecurityException;

  /**
   * @throws GeneralSecurityException where the bytes or the context are not those that were wrapped
   */
  byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException;

  /** Forgets what it holds. */
  @Override
  void close();
}
