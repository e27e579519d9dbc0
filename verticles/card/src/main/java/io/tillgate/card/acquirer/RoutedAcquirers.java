package io.tillgate.card.acquirer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.card.message.Request;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several acquirers, and the routes to them. What no route takes goes to the first. A request fails
 * over while its acquirer's line is not up, so that a flapping line is not tried with payments.
 * State of the card context.
 */
public final class RoutedAcquirers implements Acquirers {
  private final List<Acquirer> all;
  private final Map<String, Acquirer> byName = new HashMap<>();
  private final Map<Acquirer, Counter> failOvers = new HashMap<>();
  private final Routing routing;
  private final Acquirer[] homes;
  private final Acquirer[] others;

  /**
   * @param acquirers by their names, in the order of the settings
   * @param formerly which of them stands in for a name that the settings had before
   */
  public RoutedAcquirers(
      LinkedHashMap<String, ? extends Acquirer> acquirers,
      Map<String, String> formerly,
      List<RouteSettings> routes,
      Routing.Card card,
      MeterRegistry metrics) {
    this.all = List.copyOf(acquirers.values());
    byName.putAll(acquirers);
    formerly.forEach((old, now) -> byName.put(old, acquirers.get(now)));
    this.routing = new Routing(routes, card);
    this.homes = new Acquirer[routes.size()];
    this.others = new Acquirer[routes.size()];
    for (int i = 0; i < homes.length; i++) {
      homes[i] = acquirers.get(routes.get(i).acquirer());
      others[i] = acquirers.get(routes.get(i).failOverTo());
    }
    for (Acquirer each : all) {
      failOvers.put(
          each, metrics.counter("tillgate.card.acquirer.failovers", "acquirer", each.name()));
    }
  }

  @Override
  public Acquirer forRequest(Request request) {
    int route = routing.choose(request);
    if (route == Routing.NONE) return all.get(0);
    Acquirer home = homes[route];
    Acquirer other = others[route];
    if (other == null || isSound(home) || isBetterOff(home, other)) return home;
    failOvers.get(home).increment();
    return other;
  }

  private static boolean isSound(Acquirer acquirer) {
    return acquirer.line() == LineState.UP && acquirer.isAvailable();
  }

  /** Of two that are not both sound: nothing is gained by the other. */
  private static boolean isBetterOff(Acquirer home, Acquirer other) {
    return !isSound(other) && (home.isAvailable() || !other.isAvailable());
  }

  @Override
  public Acquirer home(Request request) {
    int route = routing.choose(request);
    return route == Routing.NONE ? all.get(0) : homes[route];
  }

  @Override
  public Acquirer named(String name) {
    return byName.get(name);
  }

  @Override
  public List<Acquirer> all() {
    return all;
  }
}
