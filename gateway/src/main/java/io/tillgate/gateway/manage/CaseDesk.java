package io.tillgate.gateway.manage;

import io.tillgate.card.cases.Case;
import io.tillgate.card.cases.Cases;
import io.tillgate.wire.CardNumberRedactor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * An edge's open cases, for the person on the box: {@code GET /cases} lists them, {@code POST
 * /cases/<id>/close} with {@code {"by", "reason"}} closes one that only a person can. What was said
 * is in the journal and comes to central.
 */
public final class CaseDesk {
  private static final int MAX_BODY_BYTES = 4_096;
  private static final int MAX_LISTED = 1_000;

  private final Vertx vertx;
  private final Cases cases;

  public CaseDesk(Vertx vertx, Cases cases) {
    this.vertx = vertx;
    this.cases = cases;
  }

  public void mount(Router router) {
    router.get("/cases").handler(this::list);
    router
        .post("/cases/:id/close")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(this::close);
  }

  private void list(RoutingContext request) {
    Context own = vertx.getOrCreateContext();
    cases.list(open -> own.runOnContext(now -> json(request, 200, told(open))));
  }

  private static JsonObject told(List<Case> open) {
    JsonArray listed = new JsonArray();
    for (Case each : open.subList(0, Math.min(open.size(), MAX_LISTED))) {
      JsonObject json =
          new JsonObject()
              .put("id", each.id())
              .put("kind", each.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .put("openedAt", Instant.ofEpochMilli(each.openedMillis()).toString())
              .put("where", each.where())
              .put("detail", each.detail());
      if (each.paymentId() != null) json.put("paymentId", each.paymentId());
      listed.add(json);
    }
    return new JsonObject().put("open", open.size()).put("cases", listed);
  }

  private void close(RoutingContext request) {
    String by;
    String reason;
    try {
      JsonObject said = new JsonObject(request.body().buffer());
      by = words(said, "by", 1);
      reason = words(said, "reason", 3);
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      problem(request, 400, "send {\"by\": who, \"reason\": why}");
      return;
    } catch (IllegalArgumentException e) {
      problem(request, 400, e.getMessage());
      return;
    }
    String id = request.pathParam("id");
    Context own = vertx.getOrCreateContext();
    cases.close(
        id,
        by + ": " + reason,
        closed ->
            own.runOnContext(
                now -> {
                  if (closed) json(request, 200, new JsonObject().put("closed", id));
                  else problem(request, 404, "no case with this id is open; see GET /cases");
                }));
  }

  private static String words(JsonObject said, String name, int least) {
    String text = said.getString(name);
    if (text == null || text.strip().length() < least || text.length() > 200) {
      throw new IllegalArgumentException(name + " must be " + least + "-200 characters");
    }
    if (CardNumberRedactor.redact(text) != text) {
      throw new IllegalArgumentException(name + " has a card number in it: leave it out");
    }
    return text.strip();
  }

  private static void problem(RoutingContext request, int status, String detail) {
    json(request, status, new JsonObject().put("status", status).put("detail", detail));
  }

  private static void json(RoutingContext request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", status < 400 ? "application/json" : "application/problem+json")
        .putHeader("cache-control", "no-store")
        .end(body.toBuffer());
  }
}
