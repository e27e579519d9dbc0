package io.tillgate.card.message;

import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.wire.MatchKey;
import io.tillgate.wire.Mti;

/**
 * What the edge reads of a message that asks for something. Card data is in {@link #message} and
 * nowhere else.
 *
 * @param mti as in {@link Mti}
 * @param key by what its answer is known
 * @param kind what a payment asks for; null for reversals and network messages
 * @param terminal DE41, trimmed; empty where the message names none
 * @param stan DE11; empty where the message has none
 * @param localDateTime DE12/DE13 as {@code MMddHHmmss}, or null
 * @param rrn DE37, or null
 * @param amountMinor DE4 in minor units, or 0 where it is absent
 * @param currency letters of DE49, or from 2003 of DE4; or null
 * @param original what a reversal undoes, or null
 * @param orderId the till's own id of the order, or null
 * @param message the bytes without their frame, as they were sent; owned by this request
 */
public record Request(
    int mti,
    Road road,
    MatchKey key,
    PaymentIntent.Kind kind,
    String terminal,
    String stan,
    String localDateTime,
    String rrn,
    long amountMinor,
    String currency,
    Original original,
    String orderId,
    byte[] message) {

  /** What the edge does with a message. */
  public enum Road {
    /** Money may move: intent, outcome, reversal. */
    PAYMENT,
    /** Tells of what has happened; its sender repeats it until acknowledged. */
    ADVICE,
    /** Undoes a payment. */
    REVERSAL,
    /** Sign-on, echo, reconciliation and the like: passed on, and the answer passed back. */
    OTHER,
    /** A network message that nobody answers (0820): passed on. */
    NOTICE
  }

  /**
   * The original data elements of a reversal (DE90 in 1987, DE56 from 1993).
   *
   * @param localDateTime as in {@link Request}, or null where the element names none
   */
  public record Original(String stan, String localDateTime) {}

  /** Names the message and its trace number; never its contents. */
  @Override
  public String toString() {
    return Mti.text(mti) + " " + stan + " of terminal " + terminal;
  }
}
