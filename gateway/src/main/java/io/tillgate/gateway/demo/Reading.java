package io.tillgate.gateway.demo;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks processes of the demo over HTTP. A process that is being started again gives nothing. */
final class Reading {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  Optional<JsonObject> json(int port, String path) {
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
  Optional<String> text(int port, String path) {
    return send(HttpRequest.newBuilder(uri(port, path)).timeout(PATIENCE).build(), 200);
  }

  boolean post(int port, String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(port, path)).timeout(PATIENCE);
    return send(request.POST(HttpRequest.BodyPublishers.noBody()).build(), 202).isPresent();
  }

  boolean put(int port, String path, JsonObject body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(port, path)).timeout(PATIENCE);
    return send(request.PUT(HttpRequest.BodyPublishers.ofString(body.encode())).build(), 200)
        .isPresent();
  }

  /** A sample of a Prometheus exposition, without labels. */
  Optional<Double> metric(int port, String name) {
    return text(port, "/metrics")
        .flatMap(
            all ->
                all.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .findFirst()
                    .map(line -> Double.parseDouble(line.substring(name.length() + 1))));
  }

  private Optional<String> send(HttpRequest request, int wanted) {
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == wanted ? Optional.of(response.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
