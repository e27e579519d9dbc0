package io.tillgate.sandbox.shop;

import io.tillgate.retail.Refund;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.Sale;
import io.tillgate.sandbox.shop.Posting.Kind;
import io.tillgate.sandbox.terminal.Entry;
import io.tillgate.sandbox.terminal.TestCard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a till knows, as a fold over its file: {@link #apply} is the only way to change it. Belongs
 * to the shop's context.
 */
final class TillMemory {
  /** Refusals that are shown in full; all are counted. */
  private static final int MAX_SHOWN = 50;

  private final Map<String, Posting> outbox = new LinkedHashMap<>();
  private final Tallies accepted = new Tallies();
  private final Deque<String> refusals = new ArrayDeque<>();
  private Begun begun;
  private long nextBasket;
  private long refused;
  private long unpostable;

  /**
   * A basket that is being paid by card.
   *
   * @param unpaid the sale or refund without tenders
   */
  record Begun(RetailEvent unpaid, TestCard card, Entry entry) {
    boolean isRefund() {
      return unpaid instanceof Refund;
    }

    String reference() {
      return unpaid.id().toString();
    }
  }

  /** The terminal is about to be asked. */
  static JsonObject begun(long basket, Begun begun) {
    return new JsonObject()
        .put("entry", "begun")
        .put("basket", basket)
        .put("refund", begun.isRefund())
        .put("unpaid", new String(RetailJson.write(begun.unpaid()), StandardCharsets.UTF_8))
        .put("card", begun.card().name())
        .put("cardEntry", begun.entry().name());
  }

  /** These are to be posted; the basket that was begun, if any, is paid. */
  static JsonObject ready(long basket, List<Posting> postings) {
    JsonArray all = new JsonArray();
    postings.forEach(posting -> all.add(posting.json()));
    return new JsonObject().put("entry", "ready").put("basket", basket).put("postings", all);
  }

  static JsonObject accepted(Posting posting) {
    return new JsonObject().put("entry", "accepted").put("id", posting.id());
  }

  static JsonObject refused(Posting posting, String reason) {
    return new JsonObject().put("entry", "refused").put("id", posting.id()).put("reason", reason);
  }

  /** A basket of which nothing could be made. */
  static JsonObject unpostable(long basket, String reason) {
    return new JsonObject().put("entry", "unpostable").put("basket", basket).put("reason", reason);
  }

  void apply(JsonObject entry) {
    if (entry.containsKey("basket")) {
      nextBasket = Math.max(nextBasket, entry.getLong("basket") + 1);
    }
    switch (entry.getString("entry")) {
      case "begun" -> begun = readBegun(entry);
      case "ready" -> {
        begun = null;
        for (Object each : entry.getJsonArray("postings")) {
          Posting posting = Posting.of((JsonObject) each);
          outbox.put(posting.id(), posting);
        }
      }
      case "accepted" -> {
        Posting posting = outbox.remove(entry.getString("id"));
        accepted.add(posting.kind(), posting.currency(), posting.minor());
      }
      case "refused" -> {
        Posting posting = outbox.remove(entry.getString("id"));
        refused++;
        show(posting.kind() + " " + posting.id() + ": " + entry.getString("reason"));
      }
      case "unpostable" -> {
        unpostable++;
        show(entry.getString("reason"));
      }
      case "snapshot" -> restore(entry);
      default -> throw new IllegalArgumentException("entry " + entry.getString("entry"));
    }
  }

  private static Begun readBegun(JsonObject entry) {
    byte[] unpaid = entry.getString("unpaid").getBytes(StandardCharsets.UTF_8);
    try {
      Class<? extends RetailEvent> type = entry.getBoolean("refund") ? Refund.class : Sale.class;
      return new Begun(
          RetailJson.read(unpaid, type),
          TestCard.valueOf(entry.getString("card")),
          Entry.valueOf(entry.getString("cardEntry")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void show(String refusal) {
    refusals.add(refusal);
    if (refusals.size() > MAX_SHOWN) refusals.remove();
  }

  /** The basket that is being paid, or null. */
  Begun begun() {
    return begun;
  }

  /** The first basket that no till of this file has taken. */
  long nextBasket() {
    return nextBasket;
  }

  /** What is to be posted, oldest first. */
  Collection<Posting> outbox() {
    return outbox.values();
  }

  Tallies accepted() {
    return accepted;
  }

  long refused() {
    return refused;
  }

  long unpostable() {
    return unpostable;
  }

  Collection<String> refusals() {
    return List.copyOf(refusals);
  }

  /** All of it in few entries, to begin a new file with. */
  List<JsonObject> snapshot() {
    List<JsonObject> entries = new ArrayList<>();
    entries.add(
        new JsonObject()
            .put("entry", "snapshot")
            .put("basket", nextBasket - 1)
            .put("accepted", accepted.json())
            .put("refused", refused)
            .put("unpostable", unpostable)
            .put("refusals", new JsonArray(List.copyOf(refusals))));
    if (!outbox.isEmpty()) entries.add(ready(nextBasket - 1, List.copyOf(outbox.values())));
    if (begun != null) entries.add(begun(nextBasket - 1, begun));
    return entries;
  }

  private void restore(JsonObject all) {
    accepted.restore(all.getJsonObject("accepted"));
    refused = all.getLong("refused");
    unpostable = all.getLong("unpostable");
    all.getJsonArray("refusals").forEach(each -> refusals.add((String) each));
  }

  /** Numbers and sums of what the edge accepted. */
  static final class Tallies {
    private final Map<Kind, Map<String, long[]>> byKind = new LinkedHashMap<>();

    void add(Kind kind, String currency, long minor) {
      add(kind, currency, 1, minor);
    }

    private void add(Kind kind, String currency, long count, long minor) {
      long[] of =
          byKind
              .computeIfAbsent(kind, made -> new LinkedHashMap<>())
              .computeIfAbsent(currency == null ? "" : currency, made -> new long[2]);
      of[0] += count;
      of[1] = Math.addExact(of[1], minor);
    }

    void addAll(Tallies others) {
      others.byKind.forEach(
          (kind, byCurrency) ->
              byCurrency.forEach((currency, of) -> add(kind, currency, of[0], of[1])));
    }

    /** {@code {"GBP": {"count": n, "minor": n}}}; what has no price has no currency: {@code ""}. */
    JsonObject json(Kind kind) {
      JsonObject json = new JsonObject();
      byKind
          .getOrDefault(kind, Map.of())
          .forEach(
              (currency, of) ->
                  json.put(currency, new JsonObject().put("count", of[0]).put("minor", of[1])));
      return json;
    }

    JsonObject json() {
      JsonObject json = new JsonObject();
      byKind.keySet().forEach(kind -> json.put(kind.name(), json(kind)));
      return json;
    }

    void restore(JsonObject json) {
      for (String kind : json.fieldNames()) {
        JsonObject byCurrency = json.getJsonObject(kind);
        for (String currency : byCurrency.fieldNames()) {
          JsonObject of = byCurrency.getJsonObject(currency);
          add(Kind.valueOf(kind), currency, of.getLong("count"), of.getLong("minor"));
        }
      }
    }
  }
}
