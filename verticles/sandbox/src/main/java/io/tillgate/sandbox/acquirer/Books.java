package io.tillgate.sandbox.acquirer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the acquirer knows, as a fold over its ledger: {@link #apply} is the only way to change it.
 * Belongs to one context.
 *
 * <p>Sums are kept for ever. Transactions are remembered, for repeats and reversals, up to a bound,
 * the oldest forgotten first; so are reversals of what never came.
 */
final class Books {
  /** What a transaction takes in memory, measured, and rounded up. */
  private static final long BYTES_REMEMBERED = 1 << 10;

  /** Reversals whose original never came, and would be refused. */
  static final int MAX_AWAITED = 20_000;

  private final int maxRemembered;
  private final Sums sums = new Sums();
  private final Map<String, List<Remembered>> byBucket = new HashMap<>();
  private final Map<String, Remembered> byReference = new HashMap<>();
  private final Deque<Remembered> remembered = new ArrayDeque<>();
  private final Deque<Identity> awaited = new ArrayDeque<>();
  private final Map<String, List<Identity>> awaitedByBucket = new HashMap<>();

  /** A transaction and whether it was reversed. */
  private static final class Remembered {
    final Transaction transaction;
    boolean reversed;

    Remembered(Transaction transaction) {
      this.transaction = transaction;
    }
  }

  /** Remembers as many transactions as fit into a quarter of the heap. */
  Books() {
    this((int) Math.min(1_000_000, Runtime.getRuntime().maxMemory() / 4 / BYTES_REMEMBERED));
  }

  Books(int maxRemembered) {
    this.maxRemembered = maxRemembered;
  }

  /** What a reversal is about. */
  sealed interface Original {
    record Standing(Transaction transaction) implements Original {}

    record ReversedBefore(Transaction transaction) implements Original {}

    record Unknown() implements Original {}
  }

  static JsonObject decided(Transaction transaction) {
    return new JsonObject().put("entry", "decided").put("transaction", transaction.json());
  }

  /**
   * @param leftMinor what still stands after it
   */
  static JsonObject reversed(Transaction original, long leftMinor) {
    return new JsonObject()
        .put("entry", "reversed")
        .put("transaction", original.json())
        .put("leftMinor", leftMinor);
  }

  /** A reversal of what never came: if it comes, it is refused. */
  static JsonObject awaited(Identity original) {
    return new JsonObject().put("entry", "awaited").put("identity", original.json());
  }

  void apply(JsonObject entry) {
    switch (entry.getString("entry")) {
      case "decided" -> {
        Transaction decided = Transaction.of(entry.getJsonObject("transaction"));
        sums.decided(decided);
        remember(decided, false);
      }
      case "reversed" -> {
        Transaction original = Transaction.of(entry.getJsonObject("transaction"));
        Remembered found = exactly(original.identity());
        if (found != null && found.reversed) return;
        if (found != null) found.reversed = true;
        // Counted also where this run remembers less than the one that wrote it.
        sums.reversed(original, entry.getLong("leftMinor"));
      }
      case "awaited" -> await(Identity.of(entry.getJsonObject("identity")));
      case "sums" -> sums.restore(entry.getJsonObject("sums"));
      case "remembered" ->
          remember(
              Transaction.of(entry.getJsonObject("transaction")), entry.getBoolean("reversed"));
      default -> throw new IllegalArgumentException("entry " + entry.getString("entry"));
    }
  }

  /** The transaction that this request repeats, or null. */
  Transaction repeated(Identity request) {
    Remembered found = exactly(request);
    return found == null ? null : found.transaction;
  }

  /** The newest transaction that a reversal can mean. */
  Original original(Identity wanted) {
    List<Remembered> candidates = byBucket.getOrDefault(wanted.bucket(), List.of());
    for (int i = candidates.size() - 1; i >= 0; i--) {
      Remembered candidate = candidates.get(i);
      if (!wanted.means(candidate.transaction.identity())) continue;
      return candidate.reversed
          ? new Original.ReversedBefore(candidate.transaction)
          : new Original.Standing(candidate.transaction);
    }
    return new Original.Unknown();
  }

  /** The approval that an advice completes: of the same terminal and reference number; or null. */
  Transaction completedBy(Identity advice) {
    if (advice.rrn() == null) return null;
    Remembered found = byReference.get(advice.terminal() + "/" + advice.rrn());
    return found == null || found.transaction.approvedMinor() == 0 ? null : found.transaction;
  }

  /** Whether a reversal of this request came before the request did. */
  boolean wasReversedBefore(Identity request) {
    return awaitedByBucket.getOrDefault(request.bucket(), List.of()).stream()
        .anyMatch(reversal -> reversal.means(request));
  }

  JsonObject totals(String terminalPrefix) {
    return sums.json(terminalPrefix);
  }

  int remembered() {
    return remembered.size();
  }

  /** All of it in as few entries as it takes, to begin a new ledger with. */
  List<JsonObject> snapshot() {
    List<JsonObject> entries = new ArrayList<>(remembered.size() + awaited.size() + 1);
    entries.add(new JsonObject().put("entry", "sums").put("sums", sums.json()));
    for (Remembered each : remembered) {
      entries.add(
          new JsonObject()
              .put("entry", "remembered")
              .put("transaction", each.transaction.json())
              .put("reversed", each.reversed));
    }
    for (Identity each : awaited) entries.add(awaited(each));
    return entries;
  }

  /** The last transactions, newest first. */
  JsonArray latest(int count) {
    JsonArray latest = new JsonArray();
    var newestFirst = remembered.descendingIterator();
    while (newestFirst.hasNext() && latest.size() < count) {
      Remembered each = newestFirst.next();
      latest.add(each.transaction.json().put("reversed", each.reversed));
    }
    return latest;
  }

  private Remembered exactly(Identity identity) {
    List<Remembered> candidates = byBucket.getOrDefault(identity.bucket(), List.of());
    for (int i = candidates.size() - 1; i >= 0; i--) {
      if (identity.isRepeatOf(candidates.get(i).transaction.identity())) return candidates.get(i);
    }
    return null;
  }

  private void remember(Transaction decided, boolean reversed) {
    Remembered entry = new Remembered(decided);
    entry.reversed = reversed;
    remembered.add(entry);
    byBucket.computeIfAbsent(decided.identity().bucket(), made -> new ArrayList<>(1)).add(entry);
    byReference.put(decided.reference(), entry);
    if (remembered.size() <= maxRemembered) return;
    Remembered oldest = remembered.remove();
    byReference.remove(oldest.transaction.reference(), oldest);
    forget(byBucket, oldest.transaction.identity().bucket(), oldest);
  }

  private void await(Identity original) {
    awaited.add(original);
    awaitedByBucket.computeIfAbsent(original.bucket(), made -> new ArrayList<>(1)).add(original);
    if (awaited.size() <= MAX_AWAITED) return;
    Identity oldest = awaited.remove();
    forget(awaitedByBucket, oldest.bucket(), oldest);
  }

  private static <T> void forget(Map<String, List<T>> map, String bucket, T oldest) {
    List<T> filed = map.get(bucket);
    filed.remove(oldest);
    if (filed.isEmpty()) map.remove(bucket);
  }
}
