package io.tillgate.gateway.role;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/**
 * Answers what no route of central's port takes, as its API answers all else: {@code
 * application/problem+json}, in words. Addresses may hold anything, so none is repeated or logged.
 */
final class WrongQuestions {
  private static final Map<Integer, String> DETAILS =
      Map.of(
          400, "the address is malformed; escape what is not a letter, digit, dot or dash",
          404, "there is /v1/ with stores, sales, refunds, payments, stock, problems and conflicts",
          405, "this address only answers GET");

  private WrongQuestions() {}

  static void answerOn(Router router) {
    DETAILS.forEach(
        (status, detail) ->
            router.errorHandler(status, context -> answer(context, status, detail)));
  }

  private static void answer(RoutingContext context, int status, String detail) {
    if (context.response().headWritten()) return;
    context
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/problem+json")
        .end(
            new JsonObject()
                .put("title", context.response().getStatusMessage())
                .put("status", status)
                .put("detail", detail)
                .toBuffer());
  }
}
