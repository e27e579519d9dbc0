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
 * The journal as the card room uses it. Completions come on the journal's thread, many at a time
 * after each force; they are gathered and brought to the card context in one hop.
 */
public final class JournalLog implements PaymentLog {
  private static final Logger LOG = LoggerFactory.getLogger(JournalLog.class);

  /** How long an append that must not be given up waits while the journal is full. */
  static final long FULL_RETRY_MILLIS = 250;

  private final Function<Entry[], CompletableFuture<Long>> journal;
  private final Executor context;
  private final Clockwork clock;
  private final Consumer<Throwable> failed;
  private final Object lock = new Object();
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
    journal
        .apply(entries)
        .whenComplete(
            (last, failure) -> {
              if (failure == null) {
                long first = last - entries.length + 1;
                hop(() -> durable(first, last, durable));
              } else {
                hop(() -> refused(failure, full));
              }
            });
  }

  private void durable(long first, long last, LongConsumer durable) {
    nextOffset = last + 1;
    durable.accept(first);
  }

  /** Every append that was not called back yet lies at this offset or beyond. Card context. */
  public long nextOffset() {
    return nextOffset;
  }

  private void refused(Throwable failure, Consumer<JournalFull> full) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof JournalFull moment) {
      full.accept(moment);
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
        // One payment's bug must not take the others' completions with it.
        LOG.error("what was to follow an append failed", bug);
      }
    }
  }
}
