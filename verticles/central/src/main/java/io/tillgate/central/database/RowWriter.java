package io.tillgate.central.database;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Writes many rows of one table in one statement with a parameter a <em>column</em> (UNNEST): on
 * the measured path this is some twenty times faster than a statement a row.
 *
 * @param <T> what one row is made from
 */
public final class RowWriter<T> {

  private record Column<T>(
      String name, String type, String cast, Function<List<T>, Object> values) {}

  private final List<Column<T>> columns;
  private final String sql;

  private RowWriter(List<Column<T>> columns, String sql) {
    this.columns = columns;
    this.sql = sql;
  }

  public static <T> Builder<T> into(String table) {
    return new Builder<>(table);
  }

  /** Writes {@code rows}; none at all is no statement at all. */
  public Future<?> write(SqlClient client, List<T> rows) {
    if (rows.isEmpty()) return Future.succeededFuture();
    List<Object> parameters = new ArrayList<>(columns.size());
    for (Column<T> column : columns) parameters.add(column.values().apply(rows));
    return client.preparedQuery(sql).execute(Tuple.wrap(parameters));
  }

  @Override
  public String toString() {
    return sql;
  }

  /** Names the columns, in any order. */
  public static final class Builder<T> {
    private final String table;
    private final List<Column<T>> columns = new ArrayList<>();

    private Builder(String table) {
      this.table = table;
    }

    public Builder<T> text(String name, Function<T, String> value) {
      return add(name, "text", "", String[]::new, value);
    }

    public Builder<T> number(String name, Function<T, Long> value) {
      return add(name, "bigint", "", Long[]::new, value);
    }

    public Builder<T> uuid(String name, Function<T, UUID> value) {
      return add(name, "uuid", "", UUID[]::new, value);
    }

    public Builder<T> bytes(String name, Function<T, byte[]> value) {
      return add(
          name,
          "bytea",
          "",
          Buffer[]::new,
          value.andThen(b -> b == null ? null : Buffer.buffer(b)));
    }

    public Builder<T> time(String name, Function<T, Instant> value) {
      Function<Instant, OffsetDateTime> utc = at -> at == null ? null : at.atOffset(ZoneOffset.UTC);
      return add(name, "timestamptz", "", OffsetDateTime[]::new, value.andThen(utc));
    }

    /** Travels as text, which PostgreSQL itself parses. */
    public Builder<T> json(String name, Function<T, String> value) {
      return add(name, "text", "::jsonb", String[]::new, value);
    }

    private <V> Builder<T> add(
        String name, String type, String cast, IntFunction<V[]> array, Function<T, V> value) {
      columns.add(new Column<>(name, type, cast, rows -> rows.stream().map(value).toArray(array)));
      return this;
    }

    /** An upsert: where {@code key} is taken, all other columns are replaced. */
    public RowWriter<T> replacing(String key) {
      List<String> keys = List.of(key.split(",\\s*"));
      String set =
          columns.stream()
              .map(Column::name)
              .filter(name -> !keys.contains(name))
              .map(name -> name + " = excluded." + name)
              .collect(Collectors.joining(", "));
      return build("on conflict (" + key + ") do update set " + set);
    }

    /**
     * @param onConflict what follows the insert, for example {@code on conflict do nothing}; empty
     *     where a conflict is a bug
     */
    public RowWriter<T> build(String onConflict) {
      StringBuilder parameters = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        if (i > 0) parameters.append(", ");
        parameters
            .append('$')
            .append(i + 1)
            .append("::")
            .append(columns.get(i).type())
            .append("[]");
      }
      String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
      String values =
          columns.stream().map(c -> c.name() + c.cast()).collect(Collectors.joining(", "));
      String sql =
          "insert into %s (%s) select %s from unnest(%s) as r(%s) %s"
              .formatted(table, names, values, parameters, names, onConflict);
      return new RowWriter<>(List.copyOf(columns), sql.strip());
    }
  }
}
