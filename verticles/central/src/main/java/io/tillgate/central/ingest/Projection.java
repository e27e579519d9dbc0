package io.tillgate.central.ingest;

import io.tillgate.central.database.RowWriter;
import io.tillgate.central.ingest.Changes.Conflict;
import io.tillgate.central.ingest.Changes.Fresh;
import io.tillgate.central.ingest.Changes.Moved;
import io.tillgate.central.ingest.Changes.Placed;
import io.tillgate.central.ingest.Changes.Tendered;
import io.tillgate.central.ingest.Changes.Told;
import io.tillgate.retail.Refund;
import io.tillgate.retail.Sale;
import io.tillgate.retail.Tender.CardReference;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the changes of a batch: a statement a table, all pipelined on one connection. */
final class Projection {
  private static final RowWriter<Placed> EVENTS =
      placed(RowWriter.<Placed>into("events"))
          .text("event_key", p -> EventReader.key(p.reading().event()))
          .time("edge_time", p -> p.reading().at())
          .json("payload", p -> p.reading().json())
          .build("on conflict do nothing");

  private static final RowWriter<Placed> PROBLEMS =
      placed(RowWriter.<Placed>into("event_problems"))
          .text("reason", p -> ((Reading.Problem) p.reading()).reason())
          .bytes("raw", p -> p.reading().json() == null ? p.reading().event().payload() : null)
          .build("on conflict do nothing");

  private static final RowWriter<Conflict> CONFLICTS =
      RowWriter.<Conflict>into("conflicts")
          .text("store", c -> c.source().store())
          .text("edge", c -> c.source().edge())
          .number("epoch", c -> c.source().epoch())
          .number("event_offset", Conflict::offset)
          .text("subject", Conflict::subject)
          .text("subject_id", Conflict::subjectId)
          .text("reason", Conflict::reason)
          .build("on conflict do nothing");

  private static final RowWriter<Fresh<Sale>> SALES =
      Projection.<Fresh<Sale>>fresh("sales", f -> f)
          .uuid("sale_id", f -> f.fact().id())
          .text("currency", f -> f.fact().currency())
          .number("total_minor", f -> f.fact().totals().totalMinor())
          .number("line_count", f -> (long) f.fact().lines().size())
          .build("");

  private static final RowWriter<Fresh<Refund>> REFUNDS =
      Projection.<Fresh<Refund>>fresh("refunds", f -> f)
          .uuid("refund_id", f -> f.fact().id())
          .uuid("original_sale_id", f -> f.fact().originalSaleId())
          .text("currency", f -> f.fact().currency())
          .number("total_minor", f -> f.fact().totals().totalMinor())
          .number("line_count", f -> (long) f.fact().lines().size())
          .build("");

  private static final RowWriter<Tendered> TENDERS =
      RowWriter.<Tendered>into("tenders")
          .text("store", t -> t.of().store())
          .uuid("event_id", t -> t.of().id())
          .number("place", t -> (long) t.place())
          .text("subject", Tendered::subject)
          .text("kind", t -> t.tender().kind().name())
          .number("amount_minor", t -> t.tender().amountMinor())
          .number("change_minor", t -> t.tender().changeMinor())
          .time("occurred_at", t -> t.of().occurredAt().toInstant())
          .text("terminal", t -> card(t, CardReference::terminal))
          .text("stan", t -> card(t, CardReference::stan))
          .text("rrn", t -> card(t, CardReference::rrn))
          .text("authorization_code", t -> card(t, CardReference::authorizationCode))
          .build("");

  private static final RowWriter<Told<Reading.ForVault>> SEALED_CARDS =
      RowWriter.<Told<Reading.ForVault>>into("vault_cards")
          .text("token", t -> t.fact().token())
          .text("store", t -> t.source().store())
          .text("key_id", t -> t.fact().keyId())
          .bytes("sealed", t -> t.fact().sealed())
          .time("sealed_at", Told::at)
          .build(
              "on conflict (token, store) do update set key_id = excluded.key_id, sealed ="
                  + " excluded.sealed, sealed_at = excluded.sealed_at,"
                  + " last_seen = clock_timestamp()");

  private static final String MOVEMENTS =
      """
      with moved as (
        insert into stock_movements (store, movement_id, occurred_at, kind, sku, thousandths,
          source_id, source_line_id, till, reason, digest)
        select $1, * from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[],
          $6::bigint[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::bytea[])
        on conflict do nothing
        returning sku, thousandths, occurred_at)
      insert into stock_levels as level (store, sku, thousandths, moved_at)
      select $1, sku, sum(thousandths), max(occurred_at) from moved group by sku order by sku
      on conflict (store, sku) do update set
        thousandths = level.thousandths + excluded.thousandths,
        moved_at = greatest(level.moved_at, excluded.moved_at)""";

  private static final String TOTALS = totalsSql();

  private Projection() {}

  static Future<?> write(SqlConnection connection, Source source, Changes changes) {
    List<Future<?>> writes = new ArrayList<>();
    writes.add(EVENTS.write(connection, changes.events));
    writes.add(PROBLEMS.write(connection, changes.problems));
    writes.add(CONFLICTS.write(connection, changes.conflicts));
    writes.add(SALES.write(connection, changes.sales));
    writes.add(REFUNDS.write(connection, changes.refunds));
    writes.add(TENDERS.write(connection, changes.tenders));
    writes.add(PaymentRows.WRITER.write(connection, List.copyOf(changes.payments())));
    writes.add(SEALED_CARDS.write(connection, List.copyOf(changes.sealedCards.values())));
    writes.add(CaseRows.OPENED.write(connection, List.copyOf(changes.casesOpened.values())));
    writes.add(CaseRows.CLOSED.write(connection, List.copyOf(changes.casesClosed.values())));
    writes.add(movements(connection, source, changes.movements));
    writes.add(totals(connection, source, changes.totals.lines()));
    return Future.all(writes);
  }

  private static Future<?> movements(SqlConnection connection, Source source, List<Moved> moved) {
    if (moved.isEmpty()) return Future.succeededFuture();
    List<Object> columns = new ArrayList<>();
    columns.add(source.store());
    columns.addAll(StockRows.columns(moved));
    return connection.preparedQuery(MOVEMENTS).execute(Tuple.wrap(columns));
  }

  private static Future<?> totals(
      SqlConnection connection, Source source, List<Totals.Line> lines) {
    if (lines.isEmpty()) return Future.succeededFuture();
    List<Object> columns = new ArrayList<>();
    columns.add(source.store());
    columns.add(lines.stream().map(Totals.Line::currency).toArray(String[]::new));
    for (Totals.Figure figure : Totals.Figure.values()) {
      columns.add(lines.stream().map(line -> line.count(figure)).toArray(Long[]::new));
      columns.add(lines.stream().map(line -> line.sum(figure)).toArray(Long[]::new));
    }
    return connection.preparedQuery(TOTALS).execute(Tuple.wrap(columns));
  }

  private static String totalsSql() {
    List<String> names =
        Arrays.stream(Totals.Figure.values())
            .flatMap(f -> List.of(f.countColumn(), f.sumColumn()).stream())
            .toList();
    String columns = String.join(", ", names);
    String arrays = "";
    for (int i = 0; i < names.size(); i++) arrays += ", $" + (i + 3) + "::bigint[]";
    String adds =
        names.stream()
            .map(name -> "%1$s = t.%1$s + excluded.%1$s".formatted(name))
            .collect(Collectors.joining(", "));
    return ("insert into store_totals as t (store, currency, %s) select $1, * from"
            + " unnest($2::text[]%s) on conflict (store, currency) do update set %s")
        .formatted(columns, arrays, adds);
  }

  private static RowWriter.Builder<Placed> placed(RowWriter.Builder<Placed> table) {
    return table
        .text("store", p -> p.source().store())
        .text("edge", p -> p.source().edge())
        .number("epoch", p -> p.source().epoch())
        .number("event_offset", p -> p.reading().event().offset())
        .number("type", p -> (long) p.reading().event().type());
  }

  private static <T> RowWriter.Builder<T> fresh(String table, Function<T, Fresh<?>> fresh) {
    return RowWriter.<T>into(table)
        .text("store", t -> fresh.apply(t).source().store())
        .text("edge", t -> fresh.apply(t).source().edge())
        .number("epoch", t -> fresh.apply(t).source().epoch())
        .number("event_offset", t -> fresh.apply(t).offset())
        .time("occurred_at", t -> fresh.apply(t).fact().occurredAt().toInstant())
        .text("till", t -> fresh.apply(t).fact().till())
        .bytes("digest", t -> fresh.apply(t).content().digest())
        .json("body", t -> fresh.apply(t).content().text());
  }

  private static String card(Tendered tendered, Function<CardReference, String> part) {
    CardReference card = tendered.tender().card();
    return card == null ? null : part.apply(card);
  }
}
