package io.tillgate.card.standin;

import io.tillgate.card.Iso;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Expiry;
import io.tillgate.wire.MessageView;
import java.util.Map;

/** Expiries are read from messages alone. */
final class ExpiryOf {
  private ExpiryOf() {}

  static Expiry yymm(String yymm) {
    Dialect dialect = Dialect.named("iso87-ascii");
    Map<Integer, String> fields = new Iso(dialect).purchase("T1", "000001", 1);
    fields.put(14, yymm);
    byte[] message = new Iso(dialect).write(200, fields);
    return new MessageView(dialect).index(message, 0, message.length).expiry();
  }
}
