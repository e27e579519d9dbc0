package io.tillgate.card;

import io.tillgate.card.BadCardSettings.Mistake;
import io.tillgate.card.acquirer.AcquirerSettings;
import io.tillgate.card.acquirer.RouteSettings;
import io.tillgate.card.acquirer.Routing;
import io.tillgate.card.keys.OneTimeKeySettings;
import io.tillgate.card.keys.TokenFormat;
import io.tillgate.card.nexo.NexoSettings;
import io.tillgate.card.payment.PaymentSettings;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.card.terminal.TerminalSettings;
import io.tillgate.wire.BadDialect;
import io.tillgate.wire.Dialect;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The card room's settings, section {@code card} of edge.yaml.
 *
 * @param dialect what terminals and acquirers speak: a name that comes with the program, or the
 *     path of a file that ends in {@code .yaml}. iso87-ascii
 * @param acquirers section {@code acquirers}, or the one of section {@code acquirer}
 * @param routes which of them a request goes to; what fits none goes to the first acquirer
 * @param tokens how tokens are written, {@code tokens.format}: text
 * @param vaultKey public key of central's vault, {@code vault.publicKeyFile}; null: no vault
 * @param nexo tills and terminals that speak nexo; null: none do
 */
public record CardSettings(
    String dialect,
    TerminalSettings terminals,
    List<AcquirerSettings> acquirers,
    List<RouteSettings> routes,
    PaymentSettings payments,
    OneTimeKeySettings oneTimeKeys,
    TokenFormat tokens,
    Path vaultKey,
    NexoSettings nexo) {

  public CardSettings {
    acquirers = List.copyOf(acquirers);
    routes = List.copyOf(routes);
  }

  /**
   * Reads the section; what it leaves out has its default.
   *
   * @throws BadCardSettings where acquirers and routes do not go together
   * @throws IllegalArgumentException where another setting means nothing
   */
  public static CardSettings of(JsonObject section) {
    AcquirerSections read = AcquirerSections.of(section);
    return new CardSettings(
        section.getString("dialect", "iso87-ascii"),
        TerminalSettings.of(section(section, "terminals")),
        read.acquirers(),
        read.routes(),
        PaymentSettings.of(section(section, "payments")),
        OneTimeKeySettings.of(section(section, "oneTimeKeys")),
        TokenFormat.of(section(section, "tokens")),
        path(section(section, "vault").getString("publicKeyFile")),
        NexoSettings.of(section.getJsonObject("nexo")));
  }

  private static Path path(String name) {
    return name == null ? null : Path.of(name);
  }

  private static JsonObject section(JsonObject from, String name) {
    return from.getJsonObject(name, new JsonObject());
  }

  /**
   * The dialect of terminals and messages.
   *
   * @throws BadDialect where it cannot be read, with file, line and reason
   */
  public Dialect readDialect() {
    return read(dialect);
  }

  private static Dialect read(String name) {
    return name.endsWith(".yaml") ? Dialect.load(Path.of(name)) : Dialect.named(name);
  }

  /**
   * The profile of each acquirer, by its name, in the order of the settings.
   *
   * @throws BadDialect where one cannot be read
   * @throws BadCardSettings where the messages of one have not the form that terminals send
   */
  public LinkedHashMap<String, Dialect> readProfiles() {
    Dialect terminals = readDialect();
    LinkedHashMap<String, Dialect> profiles = new LinkedHashMap<>();
    List<Mistake> mistakes = new ArrayList<>();
    for (int i = 0; i < acquirers.size(); i++) {
      AcquirerSettings acquirer = acquirers.get(i);
      Dialect profile = acquirer.profile() == null ? terminals : read(acquirer.profile());
      String difference = profile == terminals ? null : SameForm.difference(terminals, profile);
      profiles.put(acquirer.name(), profile);
      StandInLimits.of(profile); // for its mistakes
      if (difference == null) continue;
      String reason =
          "%s of '%s' is not as in '%s', which terminals speak: messages go through as they are, so a"
              + " profile may only differ in times, pace, network messages and stand-in";
      mistakes.add(
          new Mistake(
              "acquirers." + i + ".profile",
              reason.formatted(difference, profile.name(), terminals.name())));
    }
    if (!mistakes.isEmpty()) throw new BadCardSettings(mistakes);
    return profiles;
  }

  /** What is suspicious about the routes, though no mistake; paths as in {@link Mistake}. */
  public List<Mistake> doubts() {
    return Routing.doubts(routes).stream()
        .map(doubt -> new Mistake("routes." + doubt.route(), doubt.reason()))
        .toList();
  }
}
