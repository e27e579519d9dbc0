package io.tillgate.card.nexo;

import io.tillgate.retail.payment.PaymentOutcome.Result;

/** How far the asking is what became of one payment. State of the card context. */
final class NexoInquiry {
  /** One "not found" could be a request that is still on its way. */
  static final int NOT_FOUND_IS_BELIEVED = 2;

  /** Why nobody knows. */
  final Result why;

  long deadlineMillis;
  int tries;
  int notFound;

  /** Whether the terminal's last word was that it is still at it. */
  boolean isInProgress;

  boolean isAborted;

  /** Whether tills were told that nobody knows yet. */
  boolean isAdmitted;

  NexoInquiry(Result why, long deadlineMillis) {
    this.why = why;
    this.deadlineMillis = deadlineMillis;
  }
}
