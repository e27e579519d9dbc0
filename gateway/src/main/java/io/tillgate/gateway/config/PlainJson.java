package io.tillgate.gateway.config;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * JSON without data binding, found by Vert.x as a service: {@code JsonObject} and {@code JsonArray}
 * are all that is used, and binding would load some hundred classes at every start.
 */
public final class PlainJson implements JsonFactory {
  private final JacksonCodec codec = new JacksonCodec();

  @Override
  public JsonCodec codec() {
    return codec;
  }
}
