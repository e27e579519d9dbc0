package io.tillgate.central.query;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;

/** What can be asked of central. Thread-safe; every answer comes from PostgreSQL. */
public final class CentralQueries {
  private final Pool pool;
  private final StoreQuery stores;
  private final Overview overview;

  public CentralQueries(Pool pool, QuerySettings settings) {
    this.pool = pool;
    this.stores = new StoreQuery(pool, settings);
    this.overview = new Overview(pool, stores);
  }

  /** What the page shows, at this moment; see the console's README for its shape. */
  public Future<JsonObject> overview() {
    return overview.now();
  }

  Future<Page> stores(Question question) {
    return stores.page(question);
  }

  Future<Page> stock(Question question, String sku) {
    return StockQuery.ask(pool, question, sku);
  }

  Future<Page> list(ListQuery list, Question question) {
    return list.ask(pool, question);
  }
}
