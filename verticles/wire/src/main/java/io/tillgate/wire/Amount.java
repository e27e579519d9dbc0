package io.tillgate.wire;

import io.tillgate.wire.BadMessage.Reason;

/**
 * The money of a message, in minor units. Until 1993 field 4 has the digits and field 49 the
 * currency; from 2003 field 4 says currency, decimals and digits together, and field 49 holds
 * something else. Functions over views and builders; reading allocates no more than the text of the
 * currency.
 */
public final class Amount {
  public static final int FIELD = 4;
  public static final int CURRENCY_FIELD = 49;

  /** What {@link #decimals} says where the message leaves it to the currency. */
  public static final int OF_THE_CURRENCY = -1;

  /** Currency and decimals in front of the digits of an {@link Content#AMOUNT}. */
  static final int FRONT_DIGITS = 4;

  private static final int CURRENCY_DIGITS = 3;
  private static final int MAX_DIGITS = 18;

  private Amount() {}

  static boolean fits(Field field) {
    int digits = field.maxLength() - FRONT_DIGITS;
    return field.isFixed() && digits >= 1 && digits <= MAX_DIGITS;
  }

  private static boolean isWhole(Dialect dialect) {
    Field field = dialect.fieldOrNull(FIELD);
    return field != null && field.content() == Content.AMOUNT;
  }

  /** Which field names the currency: 49, or 4 where the amount itself does. */
  public static int currencyField(Dialect dialect) {
    return isWhole(dialect) ? FIELD : CURRENCY_FIELD;
  }

  /**
   * Minor units as the message counts them: to be taken for what they say only together with {@link
   * #decimals}.
   *
   * @throws BadMessage where the message has no amount, or one that is not digits
   */
  public static long minor(MessageView message) {
    return message.number(FIELD);
  }

  /** The currency as the message writes it, digits or letters; null where it does not say. */
  public static String currency(MessageView message) {
    if (!isWhole(message.dialect())) return message.textOrNull(CURRENCY_FIELD);
    return message.has(FIELD) ? message.text(FIELD).substring(0, CURRENCY_DIGITS) : null;
  }

  /**
   * How many of the digits are decimals, as the message says itself; {@link #OF_THE_CURRENCY} where
   * it does not.
   */
  public static int decimals(MessageView message) {
    Dialect dialect = message.dialect();
    if (!isWhole(dialect) || !message.has(FIELD)) return OF_THE_CURRENCY;
    Field field = dialect.fieldOrNull(FIELD);
    return message.character(field, field.maxLength(), CURRENCY_DIGITS) - '0';
  }

  /**
   * Sets the amount and its currency as the builder's dialect writes them.
   *
   * @param currencyNumber ISO 4217, for example 978
   * @param decimals of the currency: JPY 0, USD 2, KWD 3
   * @throws BadMessage where the amount does not fit
   */
  public static void write(MessageBuilder into, long minor, int currencyNumber, int decimals) {
    String currency = "%03d".formatted(currencyNumber);
    if (isWhole(into.dialect())) {
      into.text(FIELD, whole(into.dialect(), currency, decimals, minor));
    } else {
      into.number(FIELD, minor).text(CURRENCY_FIELD, currency);
    }
  }

  /**
   * Sets the amount of an answer, in the currency of its request, which has an amount.
   *
   * @throws BadMessage where the amount does not fit
   */
  public static void writeLike(MessageView request, long minor, MessageBuilder into) {
    if (isWhole(into.dialect())) {
      String currency = currency(request);
      if (currency == null) throw new BadMessage(Reason.MISSING_FIELD, FIELD);
      into.text(FIELD, whole(into.dialect(), currency, decimals(request), minor));
    } else {
      into.number(FIELD, minor);
    }
  }

  private static String whole(Dialect dialect, String currency, int decimals, long minor) {
    String digits = Long.toString(minor);
    int missing = dialect.fieldOrNull(FIELD).maxLength() - FRONT_DIGITS - digits.length();
    if (missing < 0) throw new BadMessage(Reason.VALUE_TOO_LONG, FIELD);
    return currency + decimals + "0".repeat(missing) + digits;
  }
}
