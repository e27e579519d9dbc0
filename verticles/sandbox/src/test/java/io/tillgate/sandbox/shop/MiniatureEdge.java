package io.tillgate.sandbox.shop;

import static io.tillgate.sandbox.Await.await;

import io.tillgate.retail.Invariants;
import io.tillgate.retail.Refund;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.Sale;
import io.tillgate.retail.Schemas;
import io.tillgate.retail.StockMovement;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The event API as far as a till can tell: shapes are the schemas', sums must agree, each id once,
 * another body under the same id is a conflict. With a seed, it misbehaves: it is busy, or records
 * and hangs up.
 */
final class MiniatureEdge {
  private final HttpServer server;
  private final Random random;
  private final SchemaRepository schemas =
      SchemaRepository.create(
          new JsonSchemaOptions()
              .setDraft(Draft.DRAFT202012)
              .setBaseUri("https://tillgate.invalid/")
              .setOutputFormat(OutputFormat.Flag));
  private final Map<String, Buffer> bodies = new ConcurrentHashMap<>();
  private final Map<String, RetailEvent> events = new ConcurrentHashMap<>();
  private volatile int busyPercent;
  private volatile int hangUpPercent;
  private volatile String refusedReceipt = "";

  MiniatureEdge(Vertx vertx, long seed) {
    random = new Random(seed);
    for (String name : Schemas.NAMES) {
      schemas.dereference(JsonSchema.of(new JsonObject(Schemas.text(name))));
    }
    server = vertx.createHttpServer().requestHandler(this::serve);
    await(server.listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  void misbehave(int busyPercent, int hangUpPercent) {
    this.busyPercent = busyPercent;
    this.hangUpPercent = hangUpPercent;
  }

  /** Refuses the sale with this receipt number. */
  void refuse(String receipt) {
    refusedReceipt = receipt;
  }

  List<RetailEvent> events() {
    return new ArrayList<>(events.values());
  }

  long salesMinor() {
    return sales().stream().mapToLong(sale -> sale.totals().totalMinor()).sum();
  }

  List<Sale> sales() {
    return events.values().stream().filter(Sale.class::isInstance).map(Sale.class::cast).toList();
  }

  List<Refund> refunds() {
    return events.values().stream()
        .filter(Refund.class::isInstance)
        .map(Refund.class::cast)
        .toList();
  }

  private void serve(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body));
  }

  private synchronized void answer(HttpServerRequest request, Buffer body) {
    if (random.nextInt(100) < busyPercent) {
      request.response().setStatusCode(503).end();
      return;
    }
    int status = record(request.path(), body);
    if (random.nextInt(100) < hangUpPercent) {
      request.connection().close();
      return;
    }
    request
        .response()
        .setStatusCode(status)
        .end(new JsonObject().put("title", "status " + status).toBuffer());
  }

  private int record(String path, Buffer body) {
    try {
      RetailEvent event =
          switch (path) {
            case "/v1/sales" -> read("sale.json", body, Sale.class);
            case "/v1/refunds" -> read("refund.json", body, Refund.class);
            case "/v1/stock-movements" -> read("stock-movement.json", body, StockMovement.class);
            default -> throw new IOException("no such address");
          };
      if (event == null || !Invariants.of(event).isEmpty()) return 422;
      if (event instanceof Sale sale && refusedReceipt.equals(sale.receiptNumber())) return 422;
      Buffer first = bodies.putIfAbsent(event.id().toString(), body);
      if (first != null) return first.equals(body) ? 200 : 409;
      events.put(event.id().toString(), event);
      return 201;
    } catch (IOException e) {
      return 400;
    }
  }

  /** Null where the body does not have the shape that tills are told. */
  private <T> T read(String schema, Buffer body, Class<T> type) throws IOException {
    boolean fits = schemas.validator(schema).validate(body.toJsonObject()).getValid();
    return fits ? RetailJson.read(body.getBytes(), type) : null;
  }
}
