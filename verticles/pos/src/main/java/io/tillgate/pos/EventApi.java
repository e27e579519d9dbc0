package io.tillgate.pos;

import io.tillgate.pos.Door.Admission;
import io.tillgate.pos.Door.Admitted;
import io.tillgate.pos.Door.Items;
import io.tillgate.pos.Door.Refused;
import io.tillgate.pos.Intake.NotRecorded;
import io.tillgate.pos.Intake.Outcome;
import io.tillgate.pos.Intake.Recorded;
import io.tillgate.retail.Schemas;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The event API: what tills post, and what they are answered. An event is answered with 201 after
 * it is durable, and with the same again when it is repeated. State belongs to one context.
 */
final class EventApi {
  private static final String BATCHES = "/v1/batches";

  /** Larger bodies are checked on a worker, so that they do not hold up the other tills. */
  private static final int CHECKED_INLINE_BYTES = 16 << 10;

  private final Vertx vertx;
  private final Door door;
  private final Intake intake;
  private final BodyReader bodies;
  private final ApiKeys keys;
  private final PosMetrics metrics;
  private final long answerTimeoutMillis;

  EventApi(
      Vertx vertx,
      Door door,
      Intake intake,
      BodyReader bodies,
      PosSettings settings,
      PosMetrics metrics) {
    this.vertx = vertx;
    this.door = door;
    this.intake = intake;
    this.bodies = bodies;
    this.keys = new ApiKeys(settings.apiKeys());
    this.metrics = metrics;
    this.answerTimeoutMillis = settings.limits().answerTimeoutMillis();
  }

  /** Mounts everything below {@code /v1/}. */
  void mount(Router router) {
    router.route("/v1/*").handler(this::guard);
    for (EventKind kind : EventKind.values()) {
      route(router, HttpMethod.POST, kind.path(), kind.label(), context -> single(kind, context));
    }
    route(router, HttpMethod.POST, BATCHES, "batch", this::batch);
    route(router, HttpMethod.GET, "/v1/schemas", "schema", EventApi::listSchemas);
    route(router, HttpMethod.GET, "/v1/schemas/:name", "schema", EventApi::serveSchema);
    router
        .route("/v1/*")
        .handler(
            context ->
                Answers.problem(
                    context.response(),
                    Problem.notFound(
                        "The event API has /v1/sales, /v1/refunds,"
                            + " /v1/stock-movements, /v1/batches and /v1/schemas.")));
  }

  private void guard(RoutingContext context) {
    if (keys.allow(context.request())) {
      context.next();
    } else {
      context.response().putHeader("www-authenticate", "Bearer");
      Answers.problem(context.response(), Problem.unauthorized());
      metrics.refused("unauthorized");
    }
  }

  private void route(
      Router router,
      HttpMethod method,
      String path,
      String kind,
      Function<RoutingContext, Future<Void>> handler) {
    router
        .route(method, path)
        .handler(
            context -> {
              long started = System.nanoTime();
              HttpServerResponse response = context.response();
              handler
                  .apply(context)
                  .onFailure(context::fail)
                  .onComplete(
                      done -> {
                        String status =
                            response.ended() ? String.valueOf(response.getStatusCode()) : "gone";
                        metrics.request(kind, status, System.nanoTime() - started);
                      });
            });
    router
        .route(path)
        .handler(
            context -> {
              context.response().putHeader(HttpHeaders.ALLOW, method.name());
              Answers.problem(context.response(), Problem.wrongMethod(method.name()));
            });
  }

  private Future<Void> single(EventKind kind, RoutingContext context) {
    HttpServerResponse response = context.response();
    return body(context)
        .compose(body -> check(body, bytes -> door.admit(kind, bytes)))
        .compose(
            admission -> {
              if (admission instanceof Refused refused)
                return Future.failedFuture(refusal(refused));
              Admitted event = (Admitted) admission;
              return inTime(intake.take(event)).map(outcome -> answer(response, event, outcome));
            })
        .recover(failure -> refuse(response, failure))
        .mapEmpty();
  }

  private Future<Void> batch(RoutingContext context) {
    HttpServerResponse response = context.response();
    return body(context)
        .compose(body -> check(body, door::admitBatch))
        .compose(
            admission -> {
              if (admission instanceof Refused refused)
                return Future.failedFuture(refusal(refused));
              List<Admission> items = ((Items) admission).admissions();
              return take(items).map(results -> answer(response, results));
            })
        .recover(failure -> refuse(response, failure))
        .mapEmpty();
  }

  private Future<Buffer> body(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (isJson(request)) return bodies.read(request);
    bodies.discard(request);
    return Future.failedFuture(new Refusal(Problem.wrongMediaType()));
  }

  private static boolean isJson(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || request.getHeader(HttpHeaders.CONTENT_ENCODING) != null) return false;
    String[] parts = type.split(";");
    if (!parts[0].trim().equalsIgnoreCase("application/json")) return false;
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].trim().replace("\"", "");
      if (parameter.regionMatches(true, 0, "charset=", 0, 8)
          && !parameter.equalsIgnoreCase("charset=utf-8")) return false;
    }
    return true;
  }

  private <T> Future<T> check(Buffer body, Function<byte[], T> door) {
    Callable<T> check = () -> door.apply(body.getBytes());
    if (body.length() > CHECKED_INLINE_BYTES) return vertx.executeBlocking(check, false);
    return Future.succeededFuture(door.apply(body.getBytes()));
  }

  private Future<List<JsonObject>> take(List<Admission> items) {
    List<Admitted> events = new ArrayList<>();
    for (Admission item : items) if (item instanceof Admitted event) events.add(event);
    List<Future<Outcome>> outcomes = intake.take(events).stream().map(this::inTime).toList();
    return Future.join(outcomes)
        .map(
            all -> {
              Iterator<Future<Outcome>> next = outcomes.iterator();
              List<JsonObject> results = new ArrayList<>(items.size());
              for (Admission item : items) {
                if (item instanceof Refused refused) results.add(result(refused.problem()));
                else results.add(result((Admitted) item, next.next().result()));
              }
              return results;
            });
  }

  /** The outcome, or that there is none yet; what is under way stays so, and a repeat finds it. */
  private Future<Outcome> inTime(Future<Outcome> outcome) {
    if (outcome.isComplete()) return outcome;
    return outcome
        .timeout(answerTimeoutMillis, TimeUnit.MILLISECONDS)
        .recover(
            late ->
                late instanceof TimeoutException
                    ? Future.succeededFuture(
                        new NotRecorded(Problem.unanswered(answerTimeoutMillis)))
                    : Future.failedFuture(late));
  }

  private Void answer(HttpServerResponse response, Admitted event, Outcome outcome) {
    count(event, outcome);
    if (outcome instanceof Recorded recorded) {
      if (recorded.replay()) response.putHeader("idempotent-replay", "true");
      Answers.json(response, 201, receipt(event, recorded));
    } else if (outcome instanceof NotRecorded not) {
      Answers.problem(response, not.problem());
    }
    return null;
  }

  /** A batch is 200 with a status for each event, or 503 as a whole where it must come again. */
  private static Void answer(HttpServerResponse response, List<JsonObject> results) {
    boolean again = results.stream().anyMatch(result -> result.getInteger("status") == 503);
    if (again) response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    JsonObject body = new JsonObject().put("results", new JsonArray(new ArrayList<>(results)));
    Answers.json(response, again ? 503 : 200, body);
    return null;
  }

  private JsonObject result(Admitted event, Outcome outcome) {
    count(event, outcome);
    if (outcome instanceof NotRecorded not) {
      return new JsonObject()
          .put("status", not.problem().status())
          .put("id", event.event().id().toString())
          .put("problem", not.problem().toJson());
    }
    Recorded recorded = (Recorded) outcome;
    JsonObject result = new JsonObject().put("status", 201);
    if (recorded.replay()) result.put("replay", true);
    return result.mergeIn(receipt(event, recorded));
  }

  private JsonObject result(Problem problem) {
    metrics.refused(problem.type());
    return new JsonObject().put("status", problem.status()).put("problem", problem.toJson());
  }

  /** Only what follows from the event and its place: a repeat after years would read the same. */
  private static JsonObject receipt(Admitted event, Recorded recorded) {
    return new JsonObject()
        .put("id", event.event().id().toString())
        .put("kind", event.kind().label())
        .put(
            "occurredAt", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(event.event().occurredAt()))
        .put("offset", recorded.offset());
  }

  private void count(Admitted event, Outcome outcome) {
    if (outcome instanceof Recorded recorded) {
      if (recorded.replay()) metrics.replayed(event.kind());
      else metrics.accepted(event.kind());
    } else if (outcome instanceof NotRecorded not) {
      metrics.refused(not.problem().type());
      if (not.problem().status() == 409) metrics.conflicted(event.kind());
    }
  }

  private static Refusal refusal(Refused refused) {
    return new Refusal(refused.problem());
  }

  private Future<Void> refuse(HttpServerResponse response, Throwable failure) {
    if (!(failure instanceof Refusal refusal)) return Future.failedFuture(failure);
    metrics.refused(refusal.problem().type());
    Answers.problem(response, refusal.problem());
    return Future.succeededFuture();
  }

  private static Future<Void> listSchemas(RoutingContext context) {
    JsonArray schemas = new JsonArray();
    Schemas.NAMES.forEach(name -> schemas.add("/v1/schemas/" + name));
    JsonObject body = new JsonObject().put("version", Schemas.VERSION).put("schemas", schemas);
    Answers.json(context.response(), 200, body);
    return Future.succeededFuture();
  }

  private static Future<Void> serveSchema(RoutingContext context) {
    String name = context.pathParam("name");
    if (!Schemas.NAMES.contains(name)) {
      Answers.problem(context.response(), Problem.notFound("GET /v1/schemas lists the schemas."));
    } else {
      context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/schema+json");
      context.response().end(Schemas.text(name));
    }
    return Future.succeededFuture();
  }
}
