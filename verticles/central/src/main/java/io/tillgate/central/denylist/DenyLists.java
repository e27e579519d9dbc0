package io.tillgate.central.denylist;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;

/**
 * The deny lists in PostgreSQL: cards that stores must not approve offline, by their tokens. A list
 * is put as a whole, under the next version; edges hear the newest version with their heartbeats
 * and fetch it. Thread-safe.
 */
public final class DenyLists {
  /** More would be too much for an edge's memory while it takes the list. */
  public static final int MAX_CARDS = 250_000;

  /** As long as a token may be in a question to central. */
  public static final int MAX_TOKEN_CHARACTERS = 128;

  /** Older ones are kept so that a person can see who changed what. */
  private static final int KEPT_VERSIONS = 50;

  private static final String PUT =
      """
      with newest as (select coalesce(max(version), 0) + 1 as next from deny_lists)
      insert into deny_lists (version, put_by, cards, body)
      select next, $1, $2, $3 from newest
      returning version, put_at, put_by, cards""";

  private static final String NEWEST =
      "select version, put_at, put_by, cards from deny_lists order by version desc limit 1";

  private final Pool pool;

  public DenyLists(Pool pool) {
    this.pool = pool;
  }

  /**
   * A list without its cards.
   *
   * @param putBy who put it, as they said
   */
  public record Listed(long version, OffsetDateTime putAt, String putBy, int cards) {}

  /**
   * Puts a list in place of the one before.
   *
   * @throws IllegalArgumentException where it has too many cards, or something that is no token
   */
  public Future<Listed> put(Collection<String> tokens, String by) {
    TreeSet<String> cards = new TreeSet<>(tokens);
    if (cards.size() > MAX_CARDS) {
      throw new IllegalArgumentException(
          cards.size() + " cards: a deny list has at most " + MAX_CARDS);
    }
    for (String token : cards) {
      if (!isToken(token)) {
        throw new IllegalArgumentException(
            "a token is 1-" + MAX_TOKEN_CHARACTERS + " printable characters without blanks");
      }
    }
    // Two who put at once would take the same version: one of them fails, and may try again.
    return pool.preparedQuery(PUT)
        .execute(Tuple.of(by, cards.size(), Buffer.buffer(zipped(cards))))
        .map(rows -> listed(rows.iterator().next()))
        .compose(fresh -> forgetBefore(fresh.version() - KEPT_VERSIONS).map(fresh));
  }

  private static boolean isToken(String token) {
    return !token.isEmpty()
        && token.length() <= MAX_TOKEN_CHARACTERS
        && token.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  private Future<?> forgetBefore(long version) {
    return pool.preparedQuery("delete from deny_lists where version <= $1")
        .execute(Tuple.of(version));
  }

  private static byte[] zipped(Collection<String> tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (String token : tokens) out.write((token + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return bytes.toByteArray();
  }

  /** The list that holds; empty where none was ever put. */
  public Future<Optional<Listed>> newest() {
    return pool.preparedQuery(NEWEST).execute().map(rows -> first(rows).map(DenyLists::listed));
  }

  /** The newest list as edges fetch it; empty where none was ever put. */
  public Future<Optional<Body>> newestBody() {
    return pool.preparedQuery("select version, body from deny_lists order by version desc limit 1")
        .execute()
        .map(rows -> first(rows).map(r -> new Body(r.getLong("version"), r.getBuffer("body"))));
  }

  /**
   * @param gzip a token a line
   */
  public record Body(long version, Buffer gzip) {}

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }

  private static Listed listed(Row row) {
    return new Listed(
        row.getLong("version"),
        row.getOffsetDateTime("put_at"),
        row.getString("put_by"),
        row.getInteger("cards"));
  }
}
