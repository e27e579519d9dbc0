package io.tillgate.card.keys;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Something that was done to a key (PCI DSS 4.0.1, 3.7 and 10.2.1). No secret.
 *
 * @param ring the ring's file
 * @param role null where the deed is one of the whole ring
 * @param keyId null where {@code role} is
 * @param detail for people; may be empty
 */
public record KeyEvent(
    Instant at,
    Deed deed,
    Path ring,
    KeyRole role,
    String keyId,
    String checkValue,
    String detail) {

  /** What was done. */
  public enum Deed {
    INIT,
    ROTATE,
    RETIRE,
    RESTORE,
    DESTROY,
    SPLIT,
    COMBINE,
    /** A running edge took up a ring that was changed. */
    TAKE_UP
  }
}
