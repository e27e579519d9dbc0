package io.tillgate.card.keys;

import java.security.GeneralSecurityException;

/**
 * A key-encryption key could not be asked: its module or service did not answer. Nothing is said of
 * what it was asked about, so trying again may succeed.
 */
public final class KeysOutOfReach extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  public KeysOutOfReach(String message, Throwable cause) {
    super(message, cause);
  }
}
