package io.tillgate.gateway.demo;

import io.vertx.core.json.JsonObject;

/**
 * A process of the demo, for people who want to kill it.
 *
 * @param restarts how often it died and was started again
 */
record Running(String name, long pid, int restarts) {
  JsonObject json() {
    return new JsonObject().put("name", name).put("pid", pid).put("restarts", restarts);
  }
}
