package io.tillgate.retail;

/**
 * Something in an event that is not right.
 *
 * @param pointer JSON Pointer (RFC 6901) to the place
 * @param reason what is wrong and what would be right; it never quotes text of the event
 * @param offByMinor for a sum: stated − right, in minor units; else null
 */
public record Flaw(String pointer, String reason, Long offByMinor) {
  public Flaw(String pointer, String reason) {
    this(pointer, reason, null);
  }
}
