package io.tillgate.central.audit;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * The audit trail in PostgreSQL: rows are only added, each with a SHA-256 over its contents and the
 * digest of the row before (PCI DSS 4.0.1, 10.2 and 10.3). All nodes add to one chain, one at a
 * time. Whoever owns the database can rewrite the whole chain: keep the digest that {@link #check}
 * gives, outside of it, and compare. Thread-safe.
 */
public final class AuditTrail {
  private static final String HEAD = "select seq, digest from audit_head for update";
  private static final String ADD =
      """
      insert into audit_trail (seq, at, who, what, target, reason, result, origin, digest)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""";
  private static final String PAGE = "select * from audit_trail where seq > $1 order by seq limit ";
  private static final int PAGE_ROWS = 1_000;

  private final Pool pool;

  public AuditTrail(Pool pool) {
    this.pool = pool;
  }

  /** Where the chain ends. */
  public record End(long rows, String digest) {}

  /**
   * What {@link #check} found.
   *
   * @param brokenAt the first row that does not fit, or null where all do
   * @param hasPast whether a row has the digest that was asked for
   */
  public record Finding(End end, Long brokenAt, boolean hasPast) {}

  /** Adds a row; once this completes it is durable. */
  public Future<Long> add(Deed deed) {
    return addIf(deed, connection -> Future.succeededFuture(true)).map(Optional::get);
  }

  /**
   * Adds a row where {@code allowed} says so; both happen alone, whatever other nodes do: what it
   * counts stays true until the row is there.
   *
   * @return the row's number, or empty where it was not allowed
   */
  public Future<Optional<Long>> addIf(Deed deed, Function<SqlConnection, Future<Boolean>> allowed) {
    return pool.withTransaction(
        connection ->
            connection
                .preparedQuery(HEAD)
                .execute()
                .compose(
                    head ->
                        allowed
                            .apply(connection)
                            .compose(
                                may ->
                                    may
                                        ? append(connection, head.iterator().next(), deed)
                                        : Future.succeededFuture(Optional.empty()))));
  }

  private static Future<Optional<Long>> append(SqlConnection connection, Row head, Deed deed) {
    long seq = head.getLong("seq") + 1;
    // As PostgreSQL keeps it, so that the digest can be made again from the row.
    OffsetDateTime at = Instant.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    byte[] digest = digest(head.getBuffer("digest").getBytes(), seq, at, deed);
    return connection
        .preparedQuery(ADD)
        .execute(
            Tuple.of(seq, at, deed.who(), deed.what(), deed.target(), deed.reason())
                .addString(deed.result())
                .addString(deed.origin())
                .addBuffer(Buffer.buffer(digest)))
        .compose(
            added ->
                connection
                    .preparedQuery("update audit_head set seq = $1, digest = $2")
                    .execute(Tuple.of(seq, Buffer.buffer(digest))))
        .map(Optional.of(seq));
  }

  /**
   * Reads the whole chain and says whether it holds.
   *
   * @param past a digest that an earlier check gave, to be met on the way; null for none
   */
  public Future<Finding> check(String past) {
    Future<Boolean> met =
        past == null
            ? Future.succeededFuture(true)
            : pool.preparedQuery("select 1 from audit_trail where encode(digest, 'hex') = $1")
                .execute(Tuple.of(past))
                .map(rows -> rows.size() > 0);
    return met.compose(
        hasPast ->
            walk(0, new byte[0])
                .compose(
                    walked ->
                        pool.query("select seq, digest from audit_head")
                            .execute()
                            .map(head -> finding(walked, head.iterator().next(), hasPast))));
  }

  private record Walked(long seq, byte[] digest, Long brokenAt) {}

  private static Finding finding(Walked walked, Row head, boolean hasPast) {
    Long broken = walked.brokenAt;
    boolean isWhole =
        walked.seq == head.getLong("seq")
            && Arrays.equals(walked.digest, head.getBuffer("digest").getBytes());
    if (broken == null && !isWhole) broken = walked.seq + 1;
    return new Finding(
        new End(walked.seq, HexFormat.of().formatHex(walked.digest)), broken, hasPast);
  }

  private Future<Walked> walk(long from, byte[] previous) {
    return pool.preparedQuery(PAGE + PAGE_ROWS)
        .execute(Tuple.of(from))
        .compose(
            rows -> {
              Walked walked = through(rows, from, previous);
              boolean isLast = rows.size() < PAGE_ROWS || walked.brokenAt != null;
              return isLast ? Future.succeededFuture(walked) : walk(walked.seq, walked.digest);
            });
  }

  private static Walked through(RowSet<Row> rows, long from, byte[] previous) {
    long seq = from;
    byte[] digest = previous;
    for (Row row : rows) {
      long next = row.getLong("seq");
      Deed deed =
          new Deed(
              row.getString("who"),
              row.getString("what"),
              row.getString("target"),
              row.getString("reason"),
              row.getString("result"),
              row.getString("origin"));
      byte[] stored = row.getBuffer("digest").getBytes();
      byte[] own = digest(digest, next, row.getOffsetDateTime("at"), deed);
      if (next != seq + 1 || !MessageDigest.isEqual(own, stored)) {
        return new Walked(seq, digest, seq + 1);
      }
      seq = next;
      digest = stored;
    }
    return new Walked(seq, digest, null);
  }

  /** Every part with its length before it, so that none can flow into the next. */
  private static byte[] digest(byte[] previous, long seq, OffsetDateTime at, Deed deed) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(previous);
      Instant instant = at.toInstant();
      sha.update(
          ByteBuffer.allocate(20)
              .putLong(seq)
              .putLong(instant.getEpochSecond())
              .putInt(instant.getNano())
              .array());
      for (String part :
          new String[] {
            deed.who(), deed.what(), deed.target(), deed.reason(), deed.result(), deed.origin()
          }) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        sha.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        sha.update(bytes);
      }
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
