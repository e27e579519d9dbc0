package io.tillgate.sandbox.terminal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Cards of no bank: numbers that schemes and processors publish for tests. */
public enum TestCard {
  VISA("4111111111111111", 2030, 12),
  MASTERCARD("5555555555554444", 2031, 6),
  AMEX("378282246310005", 2029, 3),
  DISCOVER("6011111111111117", 2032, 1),
  /** Its bank declines whatever is asked. */
  DECLINED("4000000000000002", 2030, 12),
  EXPIRED("4012888888881881", 2020, 1);

  private final byte[] number;
  private final int expiryYear;
  private final int expiryMonth;

  TestCard(String number, int expiryYear, int expiryMonth) {
    this.number = number.getBytes(StandardCharsets.US_ASCII);
    this.expiryYear = expiryYear;
    this.expiryMonth = expiryMonth;
  }

  /** ASCII digits; a copy, for the caller to zero. */
  public byte[] number() {
    return number.clone();
  }

  /** Whether these ASCII digits are this card's number. */
  public boolean hasNumber(byte[] digits) {
    return Arrays.equals(number, digits);
  }

  /** YYMM in ASCII digits. */
  byte[] expiry() {
    return String.format("%02d%02d", expiryYear % 100, expiryMonth)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** ISO/IEC 7813: number, separator, expiry, service code, discretionary data. */
  byte[] track2() {
    byte[] rest = "=0000201000000000".getBytes(StandardCharsets.US_ASCII);
    byte[] track = new byte[number.length + rest.length];
    System.arraycopy(number, 0, track, 0, number.length);
    System.arraycopy(rest, 0, track, number.length, rest.length);
    System.arraycopy(expiry(), 0, track, number.length + 1, 4);
    return track;
  }

  /** 29 characters (EMVCo, tag 9F24); the same however the card is read. */
  String paymentAccountReference() {
    String name = "TILLGATE" + name().toUpperCase(Locale.ROOT);
    return (name + "X".repeat(29)).substring(0, 29);
  }
}
