package io.tillgate.card.cases;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.journal.Entry;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseKind;
import io.tillgate.wire.CardNumberRedactor;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person should know of until it is settled. A fold over the journal, like all else on the
 * box. Of one kind one case is open for a payment, or for a place where it is about none: the same
 * thing again is counted and not opened twice.
 *
 * <p>{@link #open}, {@link #close} and the figures are for any thread; all else is state of the
 * card context. Bounds: {@link #MAX_OPEN} of the kinds that a person closes, {@link #MAX_ASKED}
 * that wait for the context; cases that close by themselves are as many as payments may be open.
 */
public final class Cases {
  /** More are counted ({@code tillgate.card.cases.overflow}) and not opened. */
  public static final int MAX_OPEN = 10_000;

  static final int MAX_ASKED = 1_000;

  /**
   * A case that is open while so many records follow is written again, so that it does not keep old
   * journal segments, nor make a start read them.
   */
  static final long WRITTEN_AGAIN_AFTER = 100_000;

  private static final int WRITTEN_AGAIN_AT_ONCE = 64;
  private static final int MAX_WORDS = 200;
  private static final Logger LOG = LoggerFactory.getLogger(Cases.class);

  private final Clock clock;
  private final Supplier<String> ids;
  private final CaseMeters meters;
  private final CaseWords words;
  private final Map<String, Open> byId = new HashMap<>();
  private final Map<CaseKind, Map<String, Open>> byKind = new EnumMap<>(CaseKind.class);
  private final Deque<Runnable> asked = new ArrayDeque<>();
  private volatile List<CaseFigures> figures;
  private BiConsumer<Entry[], LongConsumer> journal;
  private LongSupplier nextOffset;
  private Executor context;
  private boolean isWritingAgain;

  private static final class Open {
    final Case told;

    /** Its last record lies here or later. */
    long offset;

    Open(Case told, long offset) {
      this.told = told;
      this.offset = offset;
    }
  }

  /**
   * @param ids makes case ids
   */
  public Cases(Clock clock, Supplier<String> ids, MeterRegistry metrics) {
    this.clock = clock;
    this.ids = ids;
    this.meters = new CaseMeters(metrics);
    this.words = new CaseWords(clock);
    for (CaseKind kind : CaseKind.values()) byKind.put(kind, new LinkedHashMap<>());
    figuresChanged();
    meters.watch(kind -> figures.get(kind.ordinal()), clock::millis);
  }

  /** Takes the next record of the journal, before {@link #attach}; others are passed over. */
  public void accept(long offset, int type, byte[] key, byte[] payload) {
    if (type == EventType.CASE_OPENED.code()) {
      Case told = CaseRecords.opened(payload);
      if (told == null) return;
      Open known = byId.get(told.id());
      if (known != null) known.offset = offset;
      else enter(new Open(told, offset));
    } else if (type == EventType.CASE_CLOSED.code()) {
      Open known = byId.get(CaseRecords.closedId(key));
      if (known != null) remove(known);
    }
  }

  /**
   * Begins to work; what was asked before is done now. On the card context.
   *
   * @param journal makes entries durable, later if it cannot now
   * @param nextOffset appends that are not durable yet lie there or beyond
   * @param context runs tasks on the card context
   */
  public void attach(
      BiConsumer<Entry[], LongConsumer> journal, LongSupplier nextOffset, Executor context) {
    List<Runnable> waiting;
    synchronized (asked) {
      this.journal = journal;
      this.nextOffset = nextOffset;
      this.context = context;
      waiting = List.copyOf(asked);
      asked.clear();
    }
    waiting.forEach(Runnable::run);
  }

  /**
   * Opens a case, unless the same is open. Any thread.
   *
   * @param paymentId null where it is about no payment; then {@code where} is what tells it from
   *     others of its kind, and must not differ from request to request
   * @param where a terminal, a route, a setting
   * @param detail in words; of a card at most BIN and last four. Both are cut at 200 characters,
   *     and a card number in them is masked
   */
  public void open(CaseKind kind, String paymentId, String where, String detail) {
    onContext(
        () -> {
          Entry entry = opening(kind, paymentId, where, detail);
          if (entry != null) append(entry);
        });
  }

  /**
   * A person closes a case. Any thread.
   *
   * @param reason who, and why
   * @param closed told on the card context whether there was such a case
   */
  public void close(String id, String reason, Consumer<Boolean> closed) {
    onContext(
        () -> {
          Open open = byId.get(id);
          if (open != null) {
            append(closing(open, CaseClosed.Ending.CLOSED_BY_PERSON, reason));
          }
          closed.accept(open != null);
        });
  }

  /** Gives {@code taker} the open cases, oldest first of each kind; on the card context. */
  public void list(Consumer<List<Case>> taker) {
    onContext(
        () -> {
          List<Case> open = new ArrayList<>();
          byKind.values().forEach(kind -> kind.values().forEach(each -> open.add(each.told)));
          taker.accept(open);
        });
  }

  private void append(Entry entry) {
    journal.accept(new Entry[] {entry}, at -> {});
  }

  private void onContext(Runnable task) {
    synchronized (asked) {
      if (context == null) {
        if (asked.size() < MAX_ASKED) asked.add(task);
        else meters.overflow.increment();
        return;
      }
    }
    context.execute(task);
  }

  /**
   * The same as {@link #open} for who makes it durable together with something else: open from now,
   * and the entry goes into the caller's next append. Null where nothing is to be written.
   */
  public Entry opening(CaseKind kind, String paymentId, String where, String detail) {
    Map<String, Open> ofKind = byKind.get(kind);
    Case told = new Case(ids.get(), kind, paymentId, plain(where), plain(detail), clock.millis());
    if (ofKind.containsKey(place(told))) {
      meters.again(kind);
      return null;
    }
    if (ofKind.size() >= MAX_OPEN && isForPeople(kind)) {
      overflow(kind);
      return null;
    }
    enter(new Open(told, nextOffset.getAsLong()));
    meters.opened(kind);
    words.opened(told);
    return CaseRecords.opened(told);
  }

  /** Cases that nothing but a person closes could become any number. */
  private static boolean isForPeople(CaseKind kind) {
    return switch (kind) {
      case CARD_NUMBER_FOUND, DECLINED_AFTER_STAND_IN -> true;
      case UNKNOWN_RESULT, UNREVERSED, POISON_ADVICE -> false;
    };
  }

  private void overflow(CaseKind kind) {
    meters.overflow.increment();
    if ((long) meters.overflow.count() % 100 == 1) {
      LOG.error("{} cases of {} are open, no more are opened: close some", MAX_OPEN, kind);
    }
  }

  private static String plain(String words) {
    if (words == null) return "";
    String masked = CardNumberRedactor.redact(words);
    return masked.length() <= MAX_WORDS ? masked : masked.substring(0, MAX_WORDS);
  }

  private static String place(Case told) {
    return told.paymentId() != null ? told.paymentId() : "at " + told.where();
  }

  public boolean isOpen(CaseKind kind, String paymentId) {
    return byKind.get(kind).containsKey(paymentId);
  }

  /**
   * Closes the case of this kind about a payment; the entry goes into the caller's next append.
   * Null where none is open.
   *
   * @param detail in words, or null
   */
  public Entry closing(CaseKind kind, String paymentId, CaseClosed.Ending ending, String detail) {
    Open open = byKind.get(kind).get(paymentId);
    return open == null ? null : closing(open, ending, detail);
  }

  /** The same of a case about no payment. */
  public Entry closingAt(CaseKind kind, String where, CaseClosed.Ending ending, String detail) {
    Map<String, Open> ofKind = byKind.get(kind);
    Open open = ofKind.isEmpty() ? null : ofKind.get("at " + plain(where));
    return open == null ? null : closing(open, ending, detail);
  }

  private Entry closing(Open open, CaseClosed.Ending ending, String detail) {
    remove(open);
    meters.closed(open.told.kind(), ending);
    String plain = detail == null ? null : plain(detail);
    words.closed(open.told, ending, plain);
    return CaseRecords.closed(open.told, ending, plain);
  }

  private void enter(Open open) {
    byId.put(open.told.id(), open);
    byKind.get(open.told.kind()).put(place(open.told), open);
    figuresChanged();
  }

  private void remove(Open open) {
    byId.remove(open.told.id());
    byKind.get(open.told.kind()).remove(place(open.told));
    figuresChanged();
  }

  private void figuresChanged() {
    List<CaseFigures> now = new ArrayList<>();
    for (CaseKind kind : CaseKind.values()) {
      Map<String, Open> open = byKind.get(kind);
      long oldest =
          open.isEmpty() ? Long.MAX_VALUE : open.values().iterator().next().told.openedMillis();
      now.add(new CaseFigures(kind, open.size(), oldest));
    }
    figures = List.copyOf(now);
  }

  /** One for each kind, in their order. Any thread. */
  public List<CaseFigures> figures() {
    return figures;
  }

  /** The first journal offset that a start needs to know all open cases, at most {@code next}. */
  public long firstNeeded(long next) {
    long first = next;
    for (Open open : byId.values()) first = Math.min(first, open.offset);
    return first;
  }

  /** Writes again what has been open for long; called now and then. */
  public void tick() {
    if (isWritingAgain) return;
    long next = nextOffset.getAsLong();
    List<Open> old = new ArrayList<>();
    for (Open open : byId.values()) {
      if (next - open.offset < WRITTEN_AGAIN_AFTER) continue;
      if (old.size() == WRITTEN_AGAIN_AT_ONCE) break;
      old.add(open);
    }
    if (!old.isEmpty()) writeAgain(old);
  }

  private void writeAgain(List<Open> old) {
    Entry[] again = old.stream().map(open -> CaseRecords.opened(open.told)).toArray(Entry[]::new);
    isWritingAgain = true;
    journal.accept(
        again,
        first -> {
          isWritingAgain = false;
          // only now the records before are not needed any more
          for (int i = 0; i < again.length; i++) old.get(i).offset = first + i;
        });
  }
}
