package io.tillgate.card.nexo;

import io.tillgate.card.keys.Tokenizer;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.CardRecord.EntryMode;
import io.tillgate.wire.Pan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What may be told of the card that a message names: from {@code CardData} (masked number, brand,
 * payment account reference, token, entry mode), and from what {@code AdditionalResponse} says in
 * form encoding or in JSON under base64. A full number, should one be there, gives the merchant's
 * own token; else the vendor's token stands for the card, behind {@value #VENDORS}. Holds a {@link
 * Tokenizer}: one context.
 */
final class CardFacts {
  /** No token of ours begins so; the vendor's means nothing outside its account. */
  static final String VENDORS = "nexo_";

  private static final int LONGEST_TOKEN = 64;
  private static final Map<String, String> BRANDS =
      Map.of("mc", "mastercard", "cup", "unionpay", "diners club", "diners");
  private static final Map<String, EntryMode> MODES =
      Map.ofEntries(
          Map.entry("Contactless", EntryMode.CONTACTLESS),
          Map.entry("Tapped", EntryMode.CONTACTLESS),
          Map.entry("RFID", EntryMode.CONTACTLESS),
          Map.entry("Mobile", EntryMode.CONTACTLESS),
          Map.entry("ICC", EntryMode.CHIP),
          Map.entry("SynchronousICC", EntryMode.CHIP),
          Map.entry("MagStripe", EntryMode.MAGSTRIPE),
          Map.entry("Keyed", EntryMode.KEYED),
          Map.entry("Manual", EntryMode.KEYED),
          Map.entry("File", EntryMode.STORED));

  private final Tokenizer tokenizer;

  CardFacts(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * @param instrument {@code PaymentInstrumentData}, or null
   * @param additional {@code AdditionalResponse}, or null
   * @return null where nothing is told of a card
   */
  CardRecord read(Json.Node instrument, Json.Node additional) {
    Json.Node card = instrument == null ? null : instrument.get("CardData");
    Map<String, String> more = additional(additional);
    if (card == null && more.isEmpty()) return null;
    EntryMode mode = mode(card);
    String par = first(text(card, "PaymentAccountRef"), more.get("PaymentAccountReference"));
    try (Pan pan = pan(card)) {
      if (pan != null) {
        String token = tokenizer.token(pan.bytes(), 0, pan.length());
        return new CardRecord(token, pan.bin(), pan.lastFour(), pan.brand(), mode, par);
      }
    }
    String masked = text(card, "MaskedPan");
    String bin = first(leading(masked), digits(more.get("cardBin"), 6, 8));
    String last = first(trailing(masked), digits(more.get("cardSummary"), 4, 4));
    String brand = brand(first(text(card, "PaymentBrand"), more.get("paymentMethod")));
    String token =
        vendors(
            first(
                text(card, "PaymentToken", "TokenValue"),
                first(
                    more.get("recurring.recurringDetailReference"),
                    more.get("tokenization.storedPaymentMethodId"))));
    if (bin == null && last == null && token == null && par == null) return null;
    return new CardRecord(token, bin, last, brand, mode, par);
  }

  private static String first(String one, String other) {
    return one != null ? one : other;
  }

  private static String text(Json.Node node, String... path) {
    return node == null ? null : node.text(path);
  }

  /** Of {@code SensitiveCardData}, or of its second track; null where there is none. */
  private static Pan pan(Json.Node card) {
    Json.Node sensitive = card == null ? null : card.get("SensitiveCardData");
    if (sensitive == null) return null;
    Pan pan = panOf(sensitive.get("PAN"));
    Json.Node tracks = sensitive.get("TrackData");
    if (pan != null || tracks == null) return pan;
    for (Json.Node track : tracks.children) {
      pan = panOf(track.get("TrackValue"));
      if (pan != null) return pan;
    }
    return null;
  }

  /** Leading digits, behind a start sentinel or format code. */
  private static Pan panOf(Json.Node value) {
    if (value == null || value.children.size() > 0) return null;
    byte[] text = value.content();
    try {
      int from = 0;
      while (from < text.length && from < 3 && !isDigit(text[from])) from++;
      int to = from;
      while (to < text.length && isDigit(text[to])) to++;
      boolean plausible = to - from >= Pan.MIN_DIGITS && to - from <= Pan.MAX_DIGITS;
      return plausible ? Pan.of(text, from, to - from) : null;
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Six digits, or eight of a number of sixteen or more, whatever the terminal shows. */
  private static String leading(String masked) {
    if (masked == null) return null;
    String plain = masked.replace(" ", "");
    int digits = 0;
    while (digits < plain.length() && isDigit(plain.charAt(digits))) digits++;
    int most = plain.length() >= 16 ? 8 : 6;
    return digits < 6
        ? null
        : plain.substring(0, Math.min(digits, most) == 7 ? 6 : Math.min(digits, most));
  }

  private static String trailing(String masked) {
    if (masked == null) return null;
    String plain = masked.replace(" ", "");
    return plain.length() < 5 ? null : digits(plain.substring(plain.length() - 4), 4, 4);
  }

  private static String digits(String text, int least, int most) {
    boolean fits =
        text != null
            && text.length() >= least
            && text.length() <= most
            && text.chars().allMatch(CardFacts::isDigit);
    return fits ? text : null;
  }

  private static String brand(String named) {
    if (named == null || named.length() > 32) return "unknown";
    String lower = named.toLowerCase(Locale.ROOT);
    return BRANDS.getOrDefault(lower, lower);
  }

  private static String vendors(String token) {
    boolean usable =
        token != null
            && !token.isEmpty()
            && token.length() <= LONGEST_TOKEN
            && !Tokenizer.isPan(token);
    return usable ? VENDORS + token : null;
  }

  private static EntryMode mode(Json.Node card) {
    Json.Node modes = card == null ? null : card.get("EntryMode");
    if (modes == null) return EntryMode.UNKNOWN;
    for (Json.Node each : modes.children) {
      EntryMode mode = each.kind == Json.Kind.STRING ? MODES.get(each.text()) : null;
      if (mode != null) return mode;
    }
    return EntryMode.UNKNOWN;
  }

  /** Of {@code AdditionalResponse}: the few names that are of use here. */
  private static Map<String, String> additional(Json.Node additional) {
    if (additional == null || additional.kind != Json.Kind.STRING) return Map.of();
    byte[] text = additional.content();
    try {
      byte[] decoded = Base64.getDecoder().decode(text);
      Arrays.fill(text, (byte) 0);
      text = decoded;
    } catch (IllegalArgumentException e) {
      // not base64: it is form encoding
    }
    try {
      return text.length > 0 && text[0] == '{' ? ofJson(text) : ofForm(text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static Map<String, String> ofJson(byte[] text) {
    Map<String, String> found = new HashMap<>();
    try {
      Json.Node root = Json.read(text);
      Json.Node data = root.get("additionalData") == null ? root : root.get("additionalData");
      for (String name : NAMES) {
        String value = data.text(name);
        if (value != null) found.put(name, value);
      }
    } catch (BadNexo e) {
      return Map.of(); // whatever it is, it is none of ours
    }
    return found;
  }

  private static final String[] NAMES = {
    "cardBin",
    "cardSummary",
    "paymentMethod",
    "PaymentAccountReference",
    "recurring.recurringDetailReference",
    "tokenization.storedPaymentMethodId"
  };

  private static Map<String, String> ofForm(byte[] text) {
    Map<String, String> found = new HashMap<>();
    int from = 0;
    while (from < text.length) {
      int to = from;
      while (to < text.length && text[to] != '&') to++;
      for (String name : NAMES) {
        if (begins(text, from, to, name)) {
          int value = from + name.length() + 1;
          found.put(name, new String(text, value, to - value, StandardCharsets.UTF_8));
        }
      }
      from = to + 1;
    }
    return found;
  }

  private static boolean begins(byte[] text, int from, int to, String name) {
    if (to - from <= name.length() || text[from + name.length()] != '=') return false;
    for (int i = 0; i < name.length(); i++) if (text[from + i] != name.charAt(i)) return false;
    return true;
  }
}
