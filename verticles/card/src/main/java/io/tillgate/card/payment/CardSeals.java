package io.tillgate.card.payment;

import io.tillgate.card.keys.CardSealer;
import io.tillgate.card.keys.ReversalCard;
import io.tillgate.card.keys.SealedCard;
import io.tillgate.card.message.Messages;
import io.tillgate.card.message.Request;
import io.tillgate.card.message.ReversalMessages;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.wire.Pan;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/**
 * Seals over one-time keys. A payload is version (byte), length of the sealed card (short, 0 where
 * the request named none), sealed card, template of the reversal; or {@link #MESSAGE}, length of
 * the sealed message, sealed message.
 */
public final class CardSeals implements Seals {
  private static final byte VERSION = 1;
  private static final byte MESSAGE = 2;
  private static final int HEAD_BYTES = 3;
  private static final byte[] NOTHING = {};

  private final CardSealer sealer;
  private final Messages messages;
  private final ReversalMessages reversals;
  private final Clockwork clock;

  public CardSeals(CardSealer sealer, Messages messages, Clockwork clock) {
    this.sealer = sealer;
    this.messages = messages;
    this.reversals = new ReversalMessages(messages.dialect());
    this.clock = clock;
  }

  @Override
  public Seal seal(String paymentId, Request request) {
    byte[] template = reversals.template(request);
    try (Pan pan = reversals.card(request)) {
      if (pan == null) return new Seal(Seal.NO_SLOT, payload(NOTHING, template));
      SealedCard card = sealer.seal(paymentId, pan.bytes(), NOTHING).orElse(null);
      return card == null ? null : new Seal(card.slot(), payload(card.encode(), template));
    }
  }

  @Override
  public Seal sealMessage(String paymentId, byte[] message) {
    if (message.length > SealedCard.MAX_PLAIN_BYTES) return null;
    SealedCard kept = sealer.sealMessage(paymentId, message).orElse(null);
    return kept == null ? null : new Seal(kept.slot(), payload(MESSAGE, kept.encode(), NOTHING));
  }

  @Override
  public byte[] openMessage(String paymentId, Seal seal) {
    return SealedCard.decode(card(seal.payload()))
        .flatMap(kept -> sealer.openMessage(paymentId, kept))
        .orElse(null);
  }

  @Override
  public int free() {
    return sealer.freeKeys();
  }

  private static byte[] payload(byte[] card, byte[] template) {
    return payload(VERSION, card, template);
  }

  private static byte[] payload(byte version, byte[] card, byte[] template) {
    return ByteBuffer.allocate(HEAD_BYTES + card.length + template.length)
        .put(version)
        .putShort((short) card.length)
        .put(card)
        .put(template)
        .array();
  }

  @Override
  public Seal read(byte[] payload) {
    return parse(payload);
  }

  /** The seal that {@code payload} holds, or null; for the fold, before there are any keys. */
  static Seal parse(byte[] payload) {
    if (payload.length < HEAD_BYTES) return null;
    int cardBytes = cardBytes(payload);
    boolean isWhole =
        switch (payload[0]) {
          case VERSION -> HEAD_BYTES + cardBytes < payload.length;
          case MESSAGE -> cardBytes > 0 && HEAD_BYTES + cardBytes == payload.length;
          default -> false;
        };
    if (!isWhole) return null;
    if (cardBytes == 0) return new Seal(Seal.NO_SLOT, payload);
    return SealedCard.decode(card(payload))
        .map(card -> new Seal(card.slot(), payload))
        .orElse(null);
  }

  private static int cardBytes(byte[] payload) {
    return ByteBuffer.wrap(payload).getShort(1) & 0xffff;
  }

  private static byte[] card(byte[] payload) {
    return Arrays.copyOfRange(payload, HEAD_BYTES, HEAD_BYTES + cardBytes(payload));
  }

  @Override
  public Request reversal(String paymentId, Seal seal, PaymentOutcome outcome, boolean repeat) {
    if (seal.slot() == Seal.NO_SLOT) return reversal(seal, NOTHING, outcome, repeat);
    SealedCard sealed = SealedCard.decode(card(seal.payload())).orElse(null);
    if (sealed == null) return null;
    try (ReversalCard card = sealer.open(paymentId, sealed).orElse(null)) {
      return card == null ? null : reversal(seal, card.pan(), outcome, repeat);
    }
  }

  private Request reversal(Seal seal, byte[] pan, PaymentOutcome outcome, boolean repeat) {
    byte[] payload = seal.payload();
    byte[] template = Arrays.copyOfRange(payload, HEAD_BYTES + cardBytes(payload), payload.length);
    Instant now = Instant.ofEpochMilli(clock.epochMillis());
    return messages.request(reversals.reversal(template, pan, outcome, repeat, now));
  }

  @Override
  public void shred(Seal seal) {
    if (seal.slot() != Seal.NO_SLOT) sealer.shred(seal.slot());
  }
}
