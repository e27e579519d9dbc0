package io.tillgate.card.message;

import io.tillgate.card.data.CardReader;
import io.tillgate.card.standin.AdviceRule;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.wire.Amount;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.EmvData;
import io.tillgate.wire.Holds;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Pan;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Makes the advices that tell an acquirer of what was approved for it: whole when the sale is
 * approved, to be sealed, and with what is left of the amount each time it is sent. Their identity
 * (STAN, terminal, local time) is the request's own. Holds views and a builder: one context.
 */
public final class AdviceMessages {
  private static final int PAN = 2;
  private static final int RESPONSE_CODE = 39;
  private static final int AUTHORIZATION_CODE = 38;

  /** An advice is the next function after its request: 0200, 0220. */
  private static final int FUNCTION = 20;

  private final Dialect dialect;
  private final AdviceRule rule;
  private final MessageView view;
  private final MessageBuilder builder;
  private final byte[] scratch;

  public AdviceMessages(Dialect dialect, AdviceRule rule) {
    this.dialect = dialect;
    this.rule = rule;
    this.view = new MessageView(dialect);
    this.builder = new MessageBuilder(dialect);
    this.scratch = new byte[dialect.framing().maxMessageBytes()];
  }

  /** The advice of {@code request} that {@code outcome} approved; the caller zeroes it. */
  public byte[] advice(Request request, PaymentOutcome outcome) {
    view.index(request.message(), 0, request.message().length);
    builder.start(request.mti() / 10 * 10 + FUNCTION);
    for (int field : rule.copy()) copy(field);
    rule.set().forEach(builder::text);
    builder.text(RESPONSE_CODE, outcome.responseCode());
    builder.text(AUTHORIZATION_CODE, outcome.authorizationCode());
    return written();
  }

  private void copy(int field) {
    Holds holds = dialect.field(field).orElseThrow().holds();
    if (holds == Holds.EMV && !rule.tracks()) {
      copyChipData(field);
    } else if (field == PAN && !view.has(PAN)) {
      try (Pan pan = CardReader.pan(view)) {
        if (pan != null) builder.pan(PAN, pan);
      }
    } else {
      builder.copyIfPresent(view, field);
    }
  }

  /**
   * Chip data without what is as good as a track or a PIN; none at all where they are malformed.
   */
  private void copyChipData(int field) {
    if (!view.has(field)) return;
    EmvData emv;
    try {
      emv = view.emv();
    } catch (BadMessage malformed) {
      return;
    }
    byte[] kept = withoutTracks(emv);
    if (kept.length > 0) builder.value(field, kept, 0, kept.length);
    Arrays.fill(kept, (byte) 0);
  }

  private static byte[] withoutTracks(EmvData emv) {
    Wiped kept = new Wiped();
    int end = -1;
    for (int i = 0; i < emv.size(); i++) {
      if (emv.offset(i) < end) continue; // within the object before
      end = emv.offset(i) + emv.length(i);
      if (!holdsTrack(emv, i, end)) kept.object(emv.tag(i), emv.buffer(), emv.offset(i), end);
    }
    byte[] bytes = kept.toByteArray();
    kept.wipe();
    return bytes;
  }

  /** Whether the object, or one within it, is a track's equivalent or a PIN. */
  private static boolean holdsTrack(EmvData emv, int index, int end) {
    for (int i = index; i < emv.size() && emv.offset(i) < Math.max(end, 1); i++) {
      switch (emv.tag(i)) {
        case 0x56, 0x57, 0x9F1F, 0x9F20, 0x9F6B, 0x99 -> {
          return true;
        }
        default -> {}
      }
      if (!emv.isConstructed(index)) return false;
    }
    return false;
  }

  /** BER-TLV that is zeroed when it is copied. */
  private static final class Wiped extends ByteArrayOutputStream {
    void object(int tag, byte[] from, int offset, int end) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        if (tag >>> shift != 0) write(tag >>> shift);
      }
      int length = end - offset;
      int bytes = length < 0x80 ? 0 : length < 0x100 ? 1 : 2;
      if (bytes > 0) write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) write(length >>> 8 * i);
      if (bytes == 0) write(length);
      write(from, offset, length);
    }

    void wipe() {
      Arrays.fill(buf, (byte) 0);
    }
  }

  /**
   * An advice as it is sent; the caller zeroes it.
   *
   * @param advice what {@link #advice} made; left as it is
   * @param amountMinor what is left of the sale
   * @param repeat whether it may have been sent before
   */
  public byte[] sent(byte[] advice, long amountMinor, boolean repeat) {
    builder.from(view.index(advice, 0, advice.length));
    if (Amount.minor(view) != amountMinor) Amount.writeLike(view, amountMinor, builder);
    int repeated = dialect.messages().repeat(view.mti());
    if (repeat && repeated >= 0) builder.mti(repeated);
    return written();
  }

  private byte[] written() {
    int length = builder.write(scratch, 0);
    byte[] message = Arrays.copyOf(scratch, length);
    Arrays.fill(scratch, 0, length, (byte) 0);
    builder.close();
    return message;
  }
}
