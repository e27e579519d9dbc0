package io.tillgate.card.acquirer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an acquirer listens.
 *
 * @param addresses {@code host:port}, the preferred one first; the others are tried where it fails
 * @param spread whether links are spread over them: the first link prefers the first, the second
 *     the second. False: all prefer the first
 * @param preferAgainMillis how often a link that is at another endpoint tries those that it
 *     prefers; it moves without dropping what is in flight. 1 min
 */
public record EndpointSettings(
    List<SocketAddress> addresses, boolean spread, long preferAgainMillis) {

  public EndpointSettings {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) throw new IllegalArgumentException("endpoints: name at least one");
    if (preferAgainMillis < 1) {
      throw new IllegalArgumentException(
          "preferAgainMillis must be 1 or more, not " + preferAgainMillis);
    }
  }

  /** Reads them from the section of their acquirer. */
  static EndpointSettings of(JsonObject acquirer) {
    List<SocketAddress> addresses = new ArrayList<>();
    for (Object name : acquirer.getJsonArray("endpoints", new JsonArray())) {
      addresses.add(address(name.toString()));
    }
    return new EndpointSettings(
        addresses,
        acquirer.getBoolean("spread", false),
        acquirer.getLong("preferAgainMillis", 60_000L));
  }

  private static SocketAddress address(String name) {
    int colon = name.lastIndexOf(':');
    try {
      if (colon > 0) {
        int port = Integer.parseInt(name.substring(colon + 1));
        return SocketAddress.inetSocketAddress(port, name.substring(0, colon));
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one message for all
    }
    throw new IllegalArgumentException("endpoint '" + name + "' is not host:port");
  }
}
