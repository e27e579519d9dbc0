package io.tillgate.card.acquirer;

import io.tillgate.card.message.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Which route a request takes: the first that fits. Choosing allocates nothing, and looks at the
 * card only where a route does. One thread.
 */
public final class Routing {
  /** No route fits. */
  public static final int NONE = -1;

  /** What a route may look at of a request's card. */
  public interface Card {
    int NO_PREFIX = -1;

    /** Reads the card that the message names; the other two tell of the last one that was read. */
    void look(byte[] message);

    /** Its first eight digits, or {@link #NO_PREFIX}. */
    int prefix();

    /** As card records call it. */
    String brand();
  }

  private final RouteSettings[] routes;
  private final Card card;

  public Routing(List<RouteSettings> routes, Card card) {
    this.routes = routes.toArray(new RouteSettings[0]);
    this.card = card;
  }

  /** The number of the route that {@code request} takes, from 0, or {@link #NONE}. */
  public int choose(Request request) {
    boolean looked = false;
    for (int i = 0; i < routes.length; i++) {
      RouteSettings route = routes[i];
      if (!fits(route, request)) continue;
      if (route.looksAtCard()) {
        if (!looked) card.look(request.message());
        looked = true;
        if (!fitsCard(route)) continue;
      }
      return i;
    }
    return NONE;
  }

  private static boolean fits(RouteSettings route, Request request) {
    if (route.currency() != null) {
      if (!route.currency().equals(request.currency())) return false;
      if (request.amountMinor() < route.fromMinor()) return false;
      if (request.amountMinor() > route.toMinor()) return false;
    }
    List<TerminalPattern> terminals = route.terminals();
    if (terminals.isEmpty()) return true;
    for (int i = 0; i < terminals.size(); i++) {
      if (terminals.get(i).matches(request.terminal())) return true;
    }
    return false;
  }

  private boolean fitsCard(RouteSettings route) {
    if (!route.brands().isEmpty() && !route.brands().contains(card.brand())) return false;
    List<BinRange> bins = route.bins();
    if (bins.isEmpty()) return true;
    for (int i = 0; i < bins.size(); i++) {
      if (bins.get(i).contains(card.prefix())) return true;
    }
    return false;
  }

  /**
   * What is suspicious about a route, though it is no mistake.
   *
   * @param route its number, from 0
   */
  public record Doubt(int route, String reason) {}

  /** Routes that nothing can take, and those of which an earlier one takes a part. */
  public static List<Doubt> doubts(List<RouteSettings> routes) {
    List<Doubt> doubts = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      String doubt = doubt(routes, i);
      if (doubt != null) doubts.add(new Doubt(i, doubt));
    }
    return doubts;
  }

  private static String doubt(List<RouteSettings> routes, int number) {
    RouteSettings route = routes.get(number);
    for (int i = 0; i < number; i++) {
      if (routes.get(i).covers(route)) {
        return "nothing is left for it: route " + i + " above takes all that fits it; put it first";
      }
    }
    for (int i = 0; i < number; i++) {
      RouteSettings earlier = routes.get(i);
      boolean differs = !earlier.acquirer().equals(route.acquirer());
      if (differs && earlier.overlaps(route) && !route.covers(earlier)) {
        return "some of what fits it goes to '"
            + earlier.acquirer()
            + "', by route "
            + i
            + " above: the first that fits is taken";
      }
    }
    return null;
  }
}
