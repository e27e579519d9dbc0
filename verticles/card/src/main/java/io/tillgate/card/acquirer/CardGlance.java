package io.tillgate.card.acquirer;

import io.tillgate.card.data.CardReader;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Pan;

/**
 * What routing looks at of a card: the first digits as a number, and the brand. The card number
 * itself stays bytes, which are zeroed before {@link #look} returns. Holds a view: one context.
 */
public final class CardGlance implements Routing.Card {
  private static final String UNKNOWN_BRAND = "unknown";

  private final MessageView view;
  private int prefix = NO_PREFIX;
  private String brand = UNKNOWN_BRAND;

  public CardGlance(Dialect dialect) {
    this.view = new MessageView(dialect);
  }

  @Override
  public void look(byte[] message) {
    prefix = NO_PREFIX;
    brand = UNKNOWN_BRAND;
    try (Pan pan = CardReader.pan(view.index(message, 0, message.length))) {
      if (pan == null) return; // encrypted by the terminal, or none
      brand = pan.brand();
      prefix = number(pan.bytes());
    } catch (BadMessage unreadable) {
      // It was read once already; a route by card is not for what names none.
    }
  }

  private static int number(byte[] digits) {
    int number = 0;
    for (int i = 0; i < BinRange.DIGITS; i++) number = 10 * number + digits[i] - '0';
    return number;
  }

  @Override
  public int prefix() {
    return prefix;
  }

  @Override
  public String brand() {
    return brand;
  }
}
