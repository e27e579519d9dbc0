package io.tillgate.card;

import io.tillgate.card.BadCardSettings.Mistake;
import io.tillgate.card.acquirer.AcquirerSettings;
import io.tillgate.card.acquirer.RouteSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads acquirers and routes, and finds everything that does not go together in them. */
final class AcquirerSections {
  private final List<AcquirerSettings> acquirers = new ArrayList<>();
  private final List<RouteSettings> routes = new ArrayList<>();
  private final List<Mistake> mistakes = new ArrayList<>();

  private AcquirerSections() {}

  /**
   * @throws BadCardSettings with all mistakes
   */
  static AcquirerSections of(JsonObject card) {
    AcquirerSections sections = new AcquirerSections();
    sections.read(card);
    if (!sections.mistakes.isEmpty()) throw new BadCardSettings(sections.mistakes);
    return sections;
  }

  List<AcquirerSettings> acquirers() {
    return acquirers;
  }

  List<RouteSettings> routes() {
    return routes;
  }

  private void read(JsonObject card) {
    boolean several = card.containsKey("acquirers");
    if (several && card.containsKey("acquirer")) {
      mistake("acquirer", "is there beside 'acquirers': put it into that list, as its first item");
      return;
    }
    if (several) {
      list(card, "acquirers", AcquirerSettings::of, acquirers::add);
    } else {
      item("acquirer", card.getJsonObject("acquirer"), AcquirerSettings::of, acquirers::add);
    }
    list(card, "routes", RouteSettings::of, routes::add);
    if (!mistakes.isEmpty()) return;
    if (acquirers.isEmpty()) mistake("acquirers", "name at least one");
    checkNames();
    checkRoutes();
  }

  private <T> void list(
      JsonObject card, String name, Function<JsonObject, T> read, Consumer<T> take) {
    JsonArray items = card.getJsonArray(name, new JsonArray());
    for (int i = 0; i < items.size(); i++) {
      item(name + "." + i, items.getJsonObject(i), read, take);
    }
  }

  private <T> void item(
      String path, JsonObject section, Function<JsonObject, T> read, Consumer<T> take) {
    try {
      take.accept(read.apply(section == null ? new JsonObject() : section));
    } catch (IllegalArgumentException e) {
      mistake(path, e.getMessage());
    }
  }

  private void mistake(String path, String reason) {
    mistakes.add(new Mistake(path, reason));
  }

  private void checkNames() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < acquirers.size(); i++) {
      AcquirerSettings acquirer = acquirers.get(i);
      if (!names.add(acquirer.name())) {
        mistake("acquirers." + i + ".name", "'" + acquirer.name() + "' is taken: give it another");
      }
    }
    for (int i = 0; i < acquirers.size(); i++) {
      for (String former : acquirers.get(i).formerly()) {
        if (!names.add(former)) {
          mistake(
              "acquirers." + i + ".formerly",
              "'" + former + "' is another acquirer's name: what is owed to it goes to that one");
        }
      }
    }
  }

  private void checkRoutes() {
    List<String> names = acquirers.stream().map(AcquirerSettings::name).toList();
    for (int i = 0; i < routes.size(); i++) {
      checkName("routes." + i + ".acquirer", routes.get(i).acquirer(), names);
      checkName("routes." + i + ".failOverTo", routes.get(i).failOverTo(), names);
    }
  }

  private void checkName(String path, String name, List<String> names) {
    if (name == null || names.contains(name)) return;
    mistake(path, "'" + name + "' is no acquirer; there are " + String.join(", ", names));
  }
}
