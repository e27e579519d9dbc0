package io.tillgate.card.keys;

/** What a key of the ring may still do (PCI DSS 4.0.1, 3.7.4 and 3.7.5). */
public enum KeyState {
  /** Encrypts and decrypts; one a role. */
  ACTIVE,
  /** Reads what it wrote, writes nothing more. */
  DECRYPT_ONLY,
  /** Named in the ring for the record; its bytes are gone. */
  RETIRED
}
