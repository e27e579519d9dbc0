package io.tillgate.card.nexo;

import io.tillgate.retail.payment.ReversalOwed;

/**
 * How far the edge's own reversal of a payment is. Its ServiceIDs follow from the payment's id, so
 * that after a restart the terminal can be asked what became of each. State of the card context.
 */
final class NexoUndoing {
  private static final int ID_CHARACTERS = 10;

  final ReversalOwed owed;
  final long sinceEpochMillis;

  /** Messages sent to the terminal about it, inquiries too. */
  int tries;

  /** How many of its ServiceIDs the terminal has refused. */
  int refused;

  /** Whether the request of the current ServiceID may have been sent. */
  boolean isSent;

  /** An earlier start may have sent requests of any ServiceID: each is asked about first. */
  private boolean isResumed;

  int notFound;
  boolean isParked;

  /** The terminal's last word, for people. */
  String lastCode;

  NexoUndoing(ReversalOwed owed, long sinceEpochMillis) {
    this.owed = owed;
    this.sinceEpochMillis = sinceEpochMillis;
  }

  /**
   * Goes on after a restart.
   *
   * @param isNamed whether the terminal's transaction is known: without it nothing was sent
   */
  void resumed(boolean isNamed) {
    isResumed = isNamed;
    isSent = isNamed;
  }

  /** The terminal refused the current ServiceID: the next one it is. */
  void refused() {
    refused++;
    isSent = isResumed;
  }

  /** The terminal never heard of the current ServiceID. */
  void neverArrived() {
    isResumed = false;
    isSent = false;
  }

  /** Ten characters of 0-9, a-z: 36^10 of them make two alike in 48 hours of one till unlikely. */
  static String serviceId(String paymentId, int number) {
    long hash = 0xcbf29ce484222325L;
    String text = paymentId + "/" + number;
    for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    hash = (hash ^ hash >>> 31) * 0x9e3779b97f4a7c15L;
    String id = Long.toUnsignedString(hash ^ hash >>> 29, 36);
    return id.length() >= ID_CHARACTERS
        ? id.substring(id.length() - ID_CHARACTERS)
        : "0".repeat(ID_CHARACTERS - id.length()) + id;
  }

  String serviceId() {
    return serviceId(owed.paymentId(), refused);
  }
}
