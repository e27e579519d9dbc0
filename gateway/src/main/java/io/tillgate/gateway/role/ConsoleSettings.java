package io.tillgate.gateway.role;

import io.vertx.core.json.JsonObject;

/**
 * Where people find the page and programs the API.
 *
 * @param host address to listen on; default 127.0.0.1, since it has no sign-in
 * @param port 0 for any free one; default 8090
 */
record ConsoleSettings(String host, int port) {
  static ConsoleSettings of(JsonObject section) {
    return new ConsoleSettings(
        section.getString("host", "127.0.0.1"), section.getInteger("port", 8090));
  }
}
