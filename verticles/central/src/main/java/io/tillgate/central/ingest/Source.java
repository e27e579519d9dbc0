package io.tillgate.central.ingest;

import io.vertx.core.MultiMap;

/**
 * From which journal a batch is.
 *
 * @param epoch number of the journal on its box; a new journal has a new one
 */
public record Source(String store, String edge, long epoch) {

  /** Characters of a store's or an edge's name. */
  public static final int MAX_NAME = 64;

  /** Letters, digits, dot, dash and underline: what also stands in URLs and certificates as is. */
  public static boolean isName(String text) {
    if (text == null || text.isEmpty() || text.length() > MAX_NAME) return false;
    return text.chars().allMatch(Source::isNameCharacter);
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }

  /** The headers of a message on the event bus. */
  public MultiMap headers(long first) {
    return MultiMap.caseInsensitiveMultiMap()
        .add("store", store)
        .add("edge", edge)
        .add("epoch", Long.toString(epoch))
        .add("first", Long.toString(first));
  }

  static Source of(MultiMap headers) {
    return new Source(
        headers.get("store"), headers.get("edge"), Long.parseLong(headers.get("epoch")));
  }

  static long first(MultiMap headers) {
    return Long.parseLong(headers.get("first"));
  }

  @Override
  public String toString() {
    return store + "/" + edge + "/" + epoch;
  }
}
