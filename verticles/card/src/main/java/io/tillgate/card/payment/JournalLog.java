package io.tillgate.card.payment;

import io.tillgate.journal.Entry;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalFull;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal as the card room uses it. What the card context records in one round of events goes
 * to the journal as one append: the writer is woken once, and one frame holds it all. Completions
 * come on the journal's thread; they are gathered and brought to the card context in one hop.
 */
public final class JournalLog implements PaymentLog {
  private static final Logger LOG = LoggerFactory.getLogger(JournalLog.class);

  /** How long an append that must not be given up waits while the journal is full. */
  static final long FULL_RETRY_MILLIS = 250;

  /**
   * Keys and payloads of one append to the journal, which is one frame on disk: what one bad sector
   * can cost at most. About fifty intents.
   */
  static final int MOST_GATHERED_BYTES = 32 << 10;

  private record Waiting(Entry[] entries, LongConsumer durable, Consumer<JournalFull> full) {}

  private final Function<Entry[], CompletableFuture<Long>> journal;
  private final Executor context;
  private final Clockwork clock;
  private final Consumer<Throwable> failed;
  private final Object lock = new Object();

  /** What was given in this round of events; of the card context. */
  private List<Waiting> gathered = new ArrayList<>();

  private int gatheredBytes;
  private int gatheredEntries;

  /** What came back from the journal; under {@link #lock}. */
  private List<Runnable> completions = new ArrayList<>();

  private boolean hasFailed;
  private long nextOffset;

  /**
   * @param context runs tasks on the card context, in order
   * @param failed told once, on the card context, when the journal takes nothing more
   */
  public JournalLog(
      Journal journal, Executor context, Clockwork clock, Consumer<Throwable> failed) {
    this(journal::append, journal.nextOffset(), context, clock, failed);
  }

  JournalLog(
      Function<Entry[], CompletableFuture<Long>> journal,
      long nextOffset,
      Executor context,
      Clockwork clock,
      Consumer<Throwable> failed) {
    this.journal = journal;
    this.nextOffset = nextOffset;
    this.context = context;
    this.clock = clock;
    this.failed = failed;
  }

  @Override
  public void begin(Entry[] entries, LongConsumer durable, Consumer<String> refused) {
    append(entries, durable, full -> refused.accept(full.getMessage()));
  }

  @Override
  public void conclude(Entry[] entries, LongConsumer durable) {
    append(
        entries, durable, full -> clock.after(FULL_RETRY_MILLIS, () -> conclude(entries, durable)));
  }

  private void append(Entry[] entries, LongConsumer durable, Consumer<JournalFull> full) {
    if (hasFailed) return;
    int bytes = 0;
    for (Entry entry : entries) bytes += entry.key().length + entry.payload().length;
    if (gatheredBytes + bytes > MOST_GATHERED_BYTES) send();
    if (gathered.isEmpty()) context.execute(this::send);
    gathered.add(new Waiting(entries, durable, full));
    gatheredBytes += bytes;
    gatheredEntries += entries.length;
  }

  /** One append for all that the card context wants to record in one round of events. */
  private void send() {
    if (gathered.isEmpty()) return;
    List<Waiting> sent = gathered;
    Entry[] all = new Entry[gatheredEntries];
    int at = 0;
    for (Waiting each : sent) {
      System.arraycopy(each.entries, 0, all, at, each.entries.length);
      at += each.entries.length;
    }
    gathered = new ArrayList<>(sent.size());
    gatheredBytes = 0;
    gatheredEntries = 0;
    if (hasFailed) return;
    journal
        .apply(all)
        .whenComplete(
            (last, failure) ->
                hop(
                    () -> {
                      if (failure == null) durable(sent, last - all.length + 1);
                      else refused(sent, failure);
                    }));
  }

  private void durable(List<Waiting> sent, long first) {
    long offset = first;
    for (Waiting each : sent) {
      nextOffset = offset + each.entries.length;
      try {
        each.durable.accept(offset);
      } catch (RuntimeException bug) {
        // One payment's bug must not take the others' completions with it.
        LOG.error("what was to follow an append failed", bug);
      }
      offset = nextOffset;
    }
  }

  /** Every append that was not called back yet lies at this offset or beyond. Card context. */
  public long nextOffset() {
    return nextOffset;
  }

  private void refused(List<Waiting> sent, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof JournalFull moment) {
      for (Waiting each : sent) each.full.accept(moment);
    } else if (!hasFailed) {
      hasFailed = true;
      failed.accept(cause);
    }
  }

  private void hop(Runnable task) {
    boolean first;
    synchronized (lock) {
      first = completions.isEmpty();
      completions.add(task);
    }
    if (first) context.execute(this::drain);
  }

  private void drain() {
    List<Runnable> taken;
    synchronized (lock) {
      taken = completions;
      completions = new ArrayList<>(taken.size());
    }
    for (Runnable task : taken) {
      try {
        task.run();
      } catch (RuntimeException bug) {
        LOG.error("what was to follow an append failed", bug);
      }
    }
  }
}
