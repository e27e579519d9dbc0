package io.tillgate.retail.feed;

import java.util.Optional;

/**
 * What a journal record is about. The code is written to disk and sent to central: it never changes
 * its meaning, and a retired code is never used again.
 */
public enum EventType {
  SALE(1),
  REFUND(2),
  STOCK_MOVEMENT(3),
  /** A request is about to go to the acquirer. Durable before its first byte does. */
  PAYMENT_INTENT(16),
  /** What became of an intent. Durable before the terminal hears it. */
  PAYMENT_OUTCOME(17),
  /** The acquirer may have approved what nobody at the till was told of; it must be undone. */
  REVERSAL_OWED(18),
  /** The acquirer acknowledged a reversal. */
  REVERSAL_ACKNOWLEDGED(19),
  /** Many tries without acknowledgement: set aside in sight, still owed. */
  REVERSAL_PARKED(20),
  /** An answer that came after its request had been given up; the reversal stands. */
  LATE_ANSWER(21),
  /** The stand-in approved a payment; its acquirer must be told. */
  ADVICE_OWED(22),
  /** The acquirer took or refused an advice, or it was voided before it was sent. */
  ADVICE_SETTLED(23),
  /** The acquirer makes nothing of an advice: set aside in sight, still owed. */
  ADVICE_PARKED(24),
  /** A payment was voided or refunded in part before its acquirer was told of it. */
  ADVICE_CHANGED(25),
  /** Something that a person should know of until it is settled. Told again while it lasts long. */
  CASE_OPENED(26),
  /** What a case really was; nothing more is to be done about it. */
  CASE_CLOSED(27),
  /** A card number sealed to the vault's public key; central keeps it apart from its events. */
  SEALED_FOR_VAULT(30),
  /** What a reversal needs, under a one-time key. Stays on the box. */
  SEALED_CARD(128),
  /** An advice is about to go to the acquirer for the first time. Stays on the box. */
  ADVICE_SENDING(129),
  /** What the edge must know of a nexo payment beside its other records. Stays on the box. */
  NEXO_PAYMENT(130);

  private static final int FIRST_LOCAL = 128;

  private final int code;

  EventType(int code) {
    this.code = code;
  }

  /** 1-255, one byte on disk and on the wire. */
  public int code() {
    return code;
  }

  /** Whether records of this code stay on the box; central sees their offset and nothing else. */
  public static boolean isLocal(int code) {
    return code >= FIRST_LOCAL;
  }

  /** Empty for a code that a newer version wrote. */
  public static Optional<EventType> of(int code) {
    for (EventType type : values()) {
      if (type.code == code) return Optional.of(type);
    }
    return Optional.empty();
  }
}
