package io.tillgate.card;

import io.tillgate.card.acquirer.AcquirerSettings;
import io.tillgate.card.keys.OneTimeKeySettings;
import io.tillgate.card.payment.PaymentSettings;
import io.tillgate.card.terminal.TerminalSettings;
import io.tillgate.wire.BadDialect;
import io.tillgate.wire.Dialect;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * The card room's settings, section {@code card} of edge.yaml.
 *
 * @param dialect what terminals and acquirer speak: a name that comes with the program, or the path
 *     of a file that ends in {@code .yaml}. iso87-ascii
 */
public record CardSettings(
    String dialect,
    TerminalSettings terminals,
    AcquirerSettings acquirer,
    PaymentSettings payments,
    OneTimeKeySettings oneTimeKeys) {

  /** Reads the section; what it leaves out has its default. */
  public static CardSettings of(JsonObject section) {
    return new CardSettings(
        section.getString("dialect", "iso87-ascii"),
        TerminalSettings.of(section(section, "terminals")),
        AcquirerSettings.of(section(section, "acquirer")),
        PaymentSettings.of(section(section, "payments")),
        OneTimeKeySettings.of(section(section, "oneTimeKeys")));
  }

  private static JsonObject section(JsonObject from, String name) {
    return from.getJsonObject(name, new JsonObject());
  }

  /**
   * The dialect itself.
   *
   * @throws BadDialect where it cannot be read, with file, line and reason
   */
  public Dialect readDialect() {
    return dialect.endsWith(".yaml") ? Dialect.load(Path.of(dialect)) : Dialect.named(dialect);
  }
}
