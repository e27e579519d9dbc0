package io.tillgate.sandbox.net;

import io.tillgate.sandbox.Affinity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What stands behind the edge's proxy: the till's own back office, with prices to ask for and
 * orders to leave, and faults on demand.
 *
 * <ul>
 *   <li>{@code GET /api/prices/<sku>}: a price that follows from the SKU alone
 *   <li>{@code PUT /api/orders/<id>} with any body: 201, and 200 for the same again, 409 for
 *       another body
 *   <li>{@code GET /api/orders/<id>}: what was put
 *   <li>{@code POST /api/echo}: the same body back, streamed
 *   <li>{@code POST /faults} with {@link Fault}'s parts as JSON, for those who are in another
 *       process
 * </ul>
 *
 * <p>All state belongs to one context and is forgotten at the end.
 */
public final class BackOffice {
  /** Orders remembered; the oldest is forgotten first. */
  public static final int MAX_ORDERS = 10_000;

  /** Bytes of one order. */
  public static final int MAX_ORDER_BYTES = 1 << 20;

  /** What goes wrong with the next requests. */
  public sealed interface Fault {
    /** Answers this status and an empty body. */
    record Refuse(int status) implements Fault {}

    /** Answers after this long. */
    record Delay(long millis) implements Fault {}

    /** Reads the request and closes the connection. */
    record Drop() implements Fault {}

    /** Announces a body, sends half of it, and closes the connection. */
    record HalfBody() implements Fault {}

    /** Reads the request and never answers. */
    record Silence() implements Fault {}
  }

  private final Vertx vertx;
  private final Affinity affinity;
  private final HttpServer server;
  private final Map<String, Buffer> orders =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Buffer> eldest) {
          return size() > MAX_ORDERS;
        }
      };
  private Fault fault;
  private int faultsLeft;
  private volatile long requests;

  private BackOffice(Vertx vertx) {
    this.vertx = vertx;
    this.affinity = new Affinity(vertx.getOrCreateContext());
    this.server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"));
    server.requestHandler(this::serve);
  }

  /**
   * Opens it on loopback.
   *
   * @param port 0 for any free one
   */
  public static Future<BackOffice> open(Vertx vertx, int port) {
    BackOffice office = new BackOffice(vertx);
    return office.affinity.call(() -> office.server.listen(port).map(office));
  }

  public int port() {
    return server.actualPort();
  }

  /** Requests that came, faulty ones included. */
  public long requests() {
    return requests;
  }

  /** The next {@code times} requests meet {@code fault}. */
  public Future<Void> next(int times, Fault fault) {
    return affinity.call(
        () -> {
          this.fault = fault;
          this.faultsLeft = times;
          return Future.succeededFuture();
        });
  }

  public Future<Void> close() {
    return server.close();
  }

  private void serve(HttpServerRequest request) {
    requests++;
    if (request.path().equals("/faults")) {
      request.body().onSuccess(body -> setFault(request.response(), body));
      return;
    }
    Optional<Fault> meets = takeFault();
    if (meets.isEmpty()) answer(request);
    else meet(meets.get(), request);
  }

  private Optional<Fault> takeFault() {
    if (faultsLeft == 0) return Optional.empty();
    faultsLeft--;
    return Optional.of(fault);
  }

  private void meet(Fault met, HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (met instanceof Fault.Refuse refuse) {
      request.end().onSuccess(ignored -> response.setStatusCode(refuse.status()).end());
    } else if (met instanceof Fault.Delay delay) {
      request.pause();
      vertx.setTimer(
          Math.max(1, delay.millis()),
          ignored -> {
            request.resume();
            answer(request);
          });
    } else if (met instanceof Fault.Drop) {
      request.end().onSuccess(ignored -> request.connection().close());
    } else if (met instanceof Fault.HalfBody) {
      response.putHeader("content-type", "application/json").putHeader("content-length", "24");
      response.write("{\"sku\":\"1234").onComplete(ignored -> request.connection().close());
    }
    // Silence: nothing, until the other side tires.
  }

  private void answer(HttpServerRequest request) {
    String path = request.path();
    String method = request.method().name();
    if (method.equals("GET") && path.startsWith("/api/prices/")) {
      price(request.response(), path.substring("/api/prices/".length()));
    } else if (method.equals("GET") && path.startsWith("/api/orders/")) {
      Buffer order = orders.get(path);
      if (order == null) end(request.response(), 404, "no such order");
      else request.response().end(order);
    } else if (method.equals("PUT") && path.startsWith("/api/orders/")) {
      request.body().onSuccess(body -> put(request.response(), path, body));
    } else if (method.equals("POST") && path.equals("/api/echo")) {
      echo(request);
    } else {
      end(request.response(), 404, "no such address: " + method + " here");
    }
  }

  private static void price(HttpServerResponse response, String sku) {
    CRC32C hash = new CRC32C();
    hash.update(sku.getBytes(StandardCharsets.UTF_8));
    json(
        response,
        200,
        new JsonObject()
            .put("sku", sku)
            .put("unitPriceMinor", 25 + hash.getValue() % 2_000)
            .put("currency", "GBP"));
  }

  private void put(HttpServerResponse response, String path, Buffer body) {
    if (body.length() > MAX_ORDER_BYTES) {
      end(response, 413, "an order has at most " + MAX_ORDER_BYTES + " bytes");
      return;
    }
    Buffer first = orders.putIfAbsent(path, body);
    if (first == null) end(response, 201, "kept");
    else if (first.equals(body)) end(response, 200, "kept before");
    else end(response, 409, "this id has another body");
  }

  private static void echo(HttpServerRequest request) {
    HttpServerResponse response = request.response().setChunked(true);
    String type = request.getHeader("content-type");
    if (type != null) response.putHeader("content-type", type);
    request.pipeTo(response).onFailure(gone -> response.reset());
  }

  private void setFault(HttpServerResponse response, Buffer body) {
    try {
      JsonObject wanted = body.toJsonObject();
      fault =
          switch (wanted.getString("fault", "")) {
            case "refuse" -> new Fault.Refuse(wanted.getInteger("status", 500));
            case "delay" -> new Fault.Delay(wanted.getLong("millis", 1_000L));
            case "drop" -> new Fault.Drop();
            case "halfBody" -> new Fault.HalfBody();
            case "silence" -> new Fault.Silence();
            default ->
                throw new IllegalArgumentException(
                    "name a fault: refuse, delay, drop, halfBody, silence");
          };
      faultsLeft = wanted.getInteger("times", 1);
      end(response, 200, "as you wish");
    } catch (RuntimeException e) {
      end(response, 400, "not a fault: " + e.getMessage());
    }
  }

  private static void end(HttpServerResponse response, int status, String message) {
    json(response, status, new JsonObject().put("message", message));
  }

  private static void json(HttpServerResponse response, int status, JsonObject body) {
    response
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body.toBuffer());
  }
}
