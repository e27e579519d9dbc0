package io.tillgate.gateway.manage;

import io.vertx.core.json.JsonObject;

/**
 * Where health and metrics are asked for.
 *
 * @param host address to listen on; default 127.0.0.1, since it has no sign-in
 * @param port 0 for any free one; default 9464 on an edge and 9465 at central
 */
public record ManagementSettings(String host, int port) {
  public static ManagementSettings of(JsonObject section, int defaultPort) {
    return new ManagementSettings(
        section.getString("host", "127.0.0.1"), section.getInteger("port", defaultPort));
  }
}
