package io.tillgate.card.filter;

import io.tillgate.card.filter.FieldPath.Syntax;
import io.tillgate.card.filter.FieldPaths.Target;
import java.util.ArrayList;
import java.util.List;

/** Makes policies of routes. Stateless. */
final class Policies {
  private Policies() {}

  /** For traffic that no route is about. */
  static Policy net(Action action) {
    Rule net = new Rule(Rule.Kind.NET, action, false);
    return new Policy(net, false, FieldPaths.NONE, FieldPaths.NONE, FieldPaths.NONE);
  }

  /**
   * @param others what is done with numbers outside of the route's fields
   * @throws IllegalArgumentException where it has too many paths
   */
  static Policy of(FilterRoute route, Action others) {
    boolean everywhere = route.fields().isEmpty();
    Rule net = new Rule(Rule.Kind.NET, everywhere ? route.action() : others, route.digits());
    List<Target> targets = new ArrayList<>();
    Rule removed = new Rule(Rule.Kind.FIELD, Action.REMOVE, false);
    for (String path : route.remove()) targets.add(new Target(FieldPath.of(path), removed));
    Rule field = new Rule(Rule.Kind.FIELD, route.action(), route.digits());
    for (String path : route.fields()) targets.add(new Target(FieldPath.of(path), field));
    return new Policy(
        net,
        route.action() == Action.REVEAL,
        paths(targets, Syntax.JSON),
        paths(targets, Syntax.XML),
        paths(targets, Syntax.FORM));
  }

  private static FieldPaths paths(List<Target> targets, Syntax syntax) {
    List<Target> of = targets.stream().filter(t -> t.path().syntax() == syntax).toList();
    return of.isEmpty() ? FieldPaths.NONE : new FieldPaths(of);
  }
}
