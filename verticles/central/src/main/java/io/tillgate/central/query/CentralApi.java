package io.tillgate.central.query;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Central's HTTP API: {@code GET /v1/stores, /v1/sales, /v1/refunds, /v1/payments, /v1/stock,
 * /v1/cases, /v1/problems, /v1/conflicts}. A list answers {@code {"items": […], "next": cursor}}; a
 * wrong question 400 with what to do (RFC 9457), a silent database 503.
 */
public final class CentralApi {
  private static final Logger LOG = LoggerFactory.getLogger(CentralApi.class);
  private static final Set<String> PAGED = Set.of("store", "since", "limit", "cursor");
  private static final Set<String> BY_CARD = Set.of("store", "since", "token", "limit", "cursor");

  private final CentralQueries queries;
  private final QuerySettings settings;

  public CentralApi(CentralQueries queries, QuerySettings settings) {
    this.queries = queries;
    this.settings = settings;
  }

  public void mount(Router router) {
    list(router, "sales", Lists.SALES, BY_CARD);
    list(router, "refunds", Lists.REFUNDS, BY_CARD);
    list(router, "payments", Lists.PAYMENTS, BY_CARD);
    list(router, "cases", Lists.CASES, Set.of("store", "since", "open", "limit", "cursor"));
    list(router, "problems", Lists.PROBLEMS, PAGED);
    list(router, "conflicts", Lists.CONFLICTS, PAGED);
    route(router, "stores", Set.of("store", "limit", "cursor"), queries::stores);
    router.get("/v1/stock").handler(this::stock);
  }

  private void list(Router router, String name, ListQuery list, Set<String> parameters) {
    route(router, name, parameters, question -> queries.list(list, question));
  }

  private void route(
      Router router, String name, Set<String> parameters, Function<Question, Future<Page>> answer) {
    router
        .get("/v1/" + name)
        .handler(
            request ->
                answer(
                    request,
                    () ->
                        answer.apply(
                            Question.of(name, parameters, request.queryParams(), settings))));
  }

  private void stock(RoutingContext request) {
    answer(
        request,
        () -> {
          String sku = request.queryParams().get("sku");
          Question question =
              Question.of(
                  "stock",
                  Set.of("store", "sku", "limit", "cursor"),
                  request.queryParams(),
                  settings);
          if (question.store() == null) throw new Question.Wrong("store is missing");
          if (sku != null && sku.indexOf(0) >= 0) throw new Question.Wrong("sku has a NUL in it");
          return queries.stock(question, sku);
        });
  }

  private interface Asking {
    Future<Page> ask();
  }

  private static void answer(RoutingContext request, Asking asking) {
    Future<Page> page;
    try {
      page = asking.ask();
    } catch (Question.Wrong wrong) {
      problem(request, 400, "Wrong question", wrong.getMessage());
      return;
    }
    page.onComplete(
        found ->
            request
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader("cache-control", "no-store")
                .end(found.toJson().toBuffer()),
        failure -> {
          LOG.warn("{} not answered: {}", request.request().path(), failure.getMessage());
          request.response().putHeader("retry-after", "1");
          problem(request, 503, "Not now", "the database does not answer; ask again");
        });
  }

  private static void problem(RoutingContext request, int status, String title, String detail) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(
            new JsonObject()
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .toBuffer());
  }
}
