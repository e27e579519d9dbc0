package io.tillgate.card.data;

import io.tillgate.card.keys.Tokenizer;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.EmvData;
import io.tillgate.wire.EntryMode;
import io.tillgate.wire.Holds;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Pan;
import io.tillgate.wire.TrackData;
import java.util.Optional;

/**
 * Reads from a message what may leave the card room of its card. The number is looked for in its
 * own field (DE2), then in track 2 (DE35), track 1 (DE45) and chip data (DE55, tags 5A and 57); a
 * place that cannot be read is passed over for the next. Malformed chip data are left out as a
 * whole, the payment account reference in them too (RULES: nothing of what cannot be told apart).
 *
 * <p>Where a terminal encrypts the number (P2PE), it is in none of these places. Then the payment
 * account reference stands for the card, with neither token nor digits; without one there is
 * nothing to tell and the answer is empty. The ciphertext itself goes to the acquirer as it came.
 *
 * <p>Holds a {@link Tokenizer}: one context or thread.
 */
public final class CardReader {
  private static final String UNKNOWN_BRAND = "unknown";

  /** EMVCo: the controller's four characters and 25 of its own. */
  private static final int PAR_LENGTH = 29;

  private final Tokenizer tokenizer;
  private final Sight sight;

  /** Who else is shown a card number that was read; it is closed when they return. */
  public interface Sight {
    void seen(Pan pan, String token);
  }

  public CardReader(Tokenizer tokenizer) {
    this(tokenizer, (pan, token) -> {});
  }

  public CardReader(Tokenizer tokenizer, Sight sight) {
    this.tokenizer = tokenizer;
    this.sight = sight;
  }

  /** What may be told of the message's card; empty where it names none. */
  public Optional<CardRecord> read(MessageView message) {
    String par = par(message);
    try (Pan pan = pan(message)) {
      if (pan == null && par == null) return Optional.empty();
      CardRecord.EntryMode mode = entryMode(message);
      if (pan == null) {
        return Optional.of(new CardRecord(null, null, null, UNKNOWN_BRAND, mode, par));
      }
      String token = tokenizer.token(pan.bytes(), 0, pan.length());
      sight.seen(pan, token);
      return Optional.of(new CardRecord(token, pan.bin(), pan.lastFour(), pan.brand(), mode, par));
    }
  }

  /**
   * The card number, for sealing; null where no place names a readable one. The caller closes it.
   */
  public static Pan pan(MessageView message) {
    Pan pan = null;
    if (message.has(message.dialect().fieldHolding(Holds.PAN))) {
      pan = readable(message, MessageView::pan);
    }
    if (pan == null) pan = readable(message, view -> panOf(view.track2()));
    if (pan == null) pan = readable(message, view -> panOf(view.track1()));
    return pan != null ? pan : readable(message, view -> view.emv().pan());
  }

  private static Pan panOf(TrackData track) {
    try (track) {
      return track == null ? null : track.pan();
    }
  }

  private interface Place {
    Pan look(MessageView message);
  }

  private static Pan readable(MessageView message, Place place) {
    try {
      return place.look(message);
    } catch (BadMessage e) {
      return null;
    }
  }

  /** Null where the card gave none, or gave what is none: the tag must not carry other data out. */
  private static String par(MessageView message) {
    try {
      EmvData emv = message.emv();
      String par = emv.par();
      return par != null && isPar(par) ? par : null;
    } catch (BadMessage e) {
      return null;
    }
  }

  private static boolean isPar(String text) {
    return text.length() == PAR_LENGTH
        && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'Z');
  }

  private static CardRecord.EntryMode entryMode(MessageView message) {
    EntryMode mode;
    try {
      mode = message.entryMode();
    } catch (BadMessage e) {
      mode = EntryMode.UNKNOWN;
    }
    return switch (mode) {
      case CHIP -> CardRecord.EntryMode.CHIP;
      case CONTACTLESS -> CardRecord.EntryMode.CONTACTLESS;
      case MAGSTRIPE -> CardRecord.EntryMode.MAGSTRIPE;
      case KEYED -> CardRecord.EntryMode.KEYED;
      case STORED -> CardRecord.EntryMode.STORED;
      case UNKNOWN -> CardRecord.EntryMode.UNKNOWN;
    };
  }
}
