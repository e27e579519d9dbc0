package io.tillgate.gateway.demo;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks processes of the demo over HTTP, and waits for the answer. A process that is being started
 * again gives nothing.
 */
final class Reading {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private Reading() {}

  static Optional<JsonObject> json(int port, String path) {
    return text(port, path).flatMap(Reading::parse);
  }

  private static Optional<JsonObject> parse(String text) {
    try {
      return Optional.of(new JsonObject(text));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  /** The body of a 200; empty for any other answer, or none. */
  static Optional<String> text(int port, String path) {
    return ask("GET", port, path, null, 200);
  }

  static boolean post(int port, String path) {
    return ask("POST", port, path, "", 202).isPresent();
  }

  static boolean put(int port, String path, JsonObject body) {
    return ask("PUT", port, path, body.encode(), 200).isPresent();
  }

  /** A sample of a Prometheus exposition, without labels. */
  static Optional<Double> metric(int port, String name) {
    return text(port, "/metrics")
        .flatMap(
            all ->
                all.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .findFirst()
                    .map(line -> Double.parseDouble(line.substring(name.length() + 1))));
  }

  private static Optional<String> ask(
      String method, int port, String path, String body, int wanted) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      HttpURLConnection request = (HttpURLConnection) uri.toURL().openConnection();
      request.setRequestMethod(method);
      request.setConnectTimeout((int) PATIENCE.toMillis());
      request.setReadTimeout((int) PATIENCE.toMillis());
      if (body != null) {
        request.setDoOutput(true);
        request.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      }
      if (request.getResponseCode() != wanted) return Optional.empty();
      try (InputStream answer = request.getInputStream()) {
        return Optional.of(new String(answer.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
