package io.tillgate.retail.payment;

/** What a case is about. */
public enum CaseKind {
  /** Nobody knows what became of a payment: no answer, a lost link, a stop in between. */
  UNKNOWN_RESULT,
  /** A reversal was tried many times in vain; it is still owed. */
  UNREVERSED,
  /** An advice of which its acquirer makes nothing; it is set aside and still owed. */
  POISON_ADVICE,
  /** A card number lay where none may be (PCI DSS 4.0.1, 12.10.7). */
  CARD_NUMBER_FOUND,
  /** The acquirer declined what the store had approved for it: the loss is the store's. */
  DECLINED_AFTER_STAND_IN
}
