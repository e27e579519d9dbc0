package io.tillgate.card.filter;

import io.tillgate.card.filter.FieldPath.Syntax;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is done with card numbers in traffic with the back office: {@code pos.backOffice}.
 *
 * @param otherNumbers for numbers that no route is about, which the detector finds: tokenise,
 *     refuse or mask; tokenise
 * @param routes the first that fits decides, apart for requests and for responses; none
 */
public record FilterSettings(Action otherNumbers, List<FilterRoute> routes) {
  private static final int MAX_WILDCARDS = 4;
  private static final Set<String> LOCAL = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

  public FilterSettings {
    routes = List.copyOf(routes);
  }

  /** The detector alone. */
  public static FilterSettings defaults() {
    return new FilterSettings(Action.TOKENISE, List.of());
  }

  /**
   * Reads section {@code pos.backOffice}; null for none.
   *
   * @throws BadFilterSettings with all that does not go together
   */
  public static FilterSettings of(JsonObject section) {
    if (section == null) return defaults();
    List<BadFilterSettings.Mistake> mistakes = new ArrayList<>();
    List<FilterRoute> routes = new ArrayList<>();
    JsonArray items = section.getJsonArray("routes", new JsonArray());
    for (int i = 0; i < items.size(); i++) {
      String at = "routes." + i;
      try {
        FilterRoute route = FilterRoute.of(items.getJsonObject(i));
        routes.add(route);
        check(route, at, mistakes);
      } catch (IllegalArgumentException e) {
        mistakes.add(new BadFilterSettings.Mistake(at, e.getMessage()));
      }
    }
    String others = section.getString("otherNumbers", "tokenise");
    if (!mistakes.isEmpty()) throw new BadFilterSettings(mistakes);
    return new FilterSettings(Action.valueOf(others.toUpperCase(java.util.Locale.ROOT)), routes);
  }

  private static void check(
      FilterRoute route, String at, List<BadFilterSettings.Mistake> mistakes) {
    reveal(route, at, mistakes);
    if (route.upstream() != null && !route.direction().has(true)) {
      mistakes.add(
          mistake(at + ".upstream", "is of requests: give the route direction request or both"));
    }
    if (route.action() == Action.REMOVE) {
      mistakes.add(mistake(at + ".action", "name the fields in 'remove' instead"));
    }
    if (route.path().chars().filter(c -> c == '*').count() > 2 * MAX_WILDCARDS) {
      mistakes.add(mistake(at + ".path", "has more than " + MAX_WILDCARDS + " wildcards"));
    }
    paths(route.fields(), at + ".fields", route, mistakes);
    paths(route.remove(), at + ".remove", route, mistakes);
    if (!mistakes.isEmpty()) return;
    try {
      Policies.of(route, Action.TOKENISE);
    } catch (IllegalArgumentException e) {
      mistakes.add(mistake(at + ".fields", e.getMessage()));
    }
  }

  private static void reveal(
      FilterRoute route, String at, List<BadFilterSettings.Mistake> mistakes) {
    if (route.action() != Action.REVEAL) return;
    if (route.direction() != FilterRoute.Direction.REQUEST) {
      mistakes.add(
          mistake(
              at + ".direction",
              "reveal is for requests: say 'direction: request'; answers are never given card"
                  + " numbers"));
    }
    URI upstream = route.upstream();
    if (upstream == null) {
      mistakes.add(
          mistake(
              at + ".action",
              "reveal needs 'upstream': name who may hear card numbers, the processor for example"));
    } else if (!"https".equals(upstream.getScheme()) && !LOCAL.contains(upstream.getHost())) {
      mistakes.add(
          mistake(
              at + ".upstream",
              "card numbers go over https only, except to this machine (PCI DSS 4.0.1, 4.2.1)"));
    }
  }

  private static void paths(
      List<String> written,
      String at,
      FilterRoute route,
      List<BadFilterSettings.Mistake> mistakes) {
    for (int i = 0; i < written.size(); i++) {
      try {
        Syntax syntax = FieldPath.of(written.get(i)).syntax();
        String wanted = wanted(route.content());
        if (wanted != null && !wanted.equals(syntax.name())) {
          mistakes.add(
              mistake(
                  at + "." + i,
                  "'%s' is no path of %s: JSON is $.a.b, XML is /a/b or //b, a form's is a name"
                      .formatted(written.get(i), route.content())));
        }
      } catch (IllegalArgumentException e) {
        mistakes.add(mistake(at + "." + i, e.getMessage()));
      }
    }
  }

  private static String wanted(String content) {
    if (content == null || content.equals("text")) return null;
    return content.toUpperCase(java.util.Locale.ROOT);
  }

  private static BadFilterSettings.Mistake mistake(String path, String reason) {
    return new BadFilterSettings.Mistake(path, reason);
  }
}
