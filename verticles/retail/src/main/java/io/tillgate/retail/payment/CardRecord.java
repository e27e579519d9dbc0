package io.tillgate.retail.payment;

/**
 * All that leaves the card room of a card. It names no card number: the token is keyed, BIN and
 * last four are what PCI DSS 4.0.1, 3.4.1 lets a person see.
 *
 * @param token the merchant's token of the card number, the same in every store; {@code nexo_} and
 *     the vendor's token where a nexo terminal keeps the number; null, as bin and last four are,
 *     where the terminal encrypted the number and only {@code par} names the card
 * @param bin the first six digits, or eight where the number has sixteen or more
 * @param lastFour the last four digits
 * @param brand for example {@code visa}; {@code unknown} where no range fits
 * @param par payment account reference (EMV tag 9F24), or null where the card gave none
 */
public record CardRecord(
    String token, String bin, String lastFour, String brand, EntryMode entryMode, String par) {

  /** How the card was read (ISO 8583 DE22). */
  public enum EntryMode {
    CHIP,
    CONTACTLESS,
    MAGSTRIPE,
    KEYED,
    STORED,
    UNKNOWN
  }
}
