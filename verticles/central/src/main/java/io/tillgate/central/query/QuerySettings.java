package io.tillgate.central.query;

import io.tillgate.central.settings.Section;

/**
 * What the API and the page say of a store, and how much at once.
 *
 * @param staleAfterMillis a store whose last heartbeat is older is {@code stale}; default 15,000
 * @param downAfterMillis a store whose last heartbeat is older is {@code down}; default 45,000
 * @param pageRows rows of an answer where the request names no limit; default 100
 * @param maxPageRows the highest limit; default 1,000
 * @param liveStores stores in one live picture, those in trouble first; default 200
 */
public record QuerySettings(
    long staleAfterMillis, long downAfterMillis, int pageRows, int maxPageRows, int liveStores) {

  public static QuerySettings of(Section section) {
    int maxPageRows = section.integer("maxPageRows", 1_000, 1, 10_000);
    return new QuerySettings(
        section.number("staleAfterMillis", 15_000, 100, 86_400_000),
        section.number("downAfterMillis", 45_000, 100, 86_400_000),
        section.integer("pageRows", Math.min(100, maxPageRows), 1, maxPageRows),
        maxPageRows,
        section.integer("liveStores", 200, 1, 10_000));
  }
}
