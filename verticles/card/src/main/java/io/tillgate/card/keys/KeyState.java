package io.tillgate.card.keys;

/**
 * What a key of the ring may still do (PCI DSS 4.0.1, 3.7.4 and 3.7.5). A key is made active; a
 * rotation makes it decrypt-only; the rest people ask for. Nothing else leads from one to another.
 */
public enum KeyState {
  /** Encrypts and decrypts; one a role. */
  ACTIVE,
  /** Reads what it wrote, writes nothing more. */
  DECRYPT_ONLY,
  /** Out of service: an edge does not unwrap it. Its bytes are kept, so that it can be restored. */
  RETIRED,
  /** Named in the ring for the record; its bytes are gone, and what only it opened with them. */
  DESTROYED;

  public boolean mayBecome(KeyState next) {
    return switch (this) {
      case ACTIVE -> next == DECRYPT_ONLY;
      case DECRYPT_ONLY -> next == RETIRED;
      case RETIRED -> next == DECRYPT_ONLY || next == DESTROYED;
      case DESTROYED -> false;
    };
  }

  /** Whether an edge holds a key in this state. */
  boolean isInService() {
    return this == ACTIVE || this == DECRYPT_ONLY;
  }
}
