package io.tillgate.uplink;

import io.micrometer.core.instrument.Timer;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalRetired;
import io.vertx.core.Context;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One connection's life: reads parcels from where central stands and keeps the window full until
 * the connection ends. Nothing of it outlives the connection: the next asks central anew. One
 * context; the journal is read on {@code reading}.
 */
final class Session {
  /** What the rest of the uplink learns. */
  interface Listener {
    /** Central has everything below {@code next}. */
    void acknowledged(long next);

    /** Central took a batch, or has all that is durable. */
    void progressed();

    void ended(Ending ending);
  }

  private static final int MAX_BUSY_IN_A_ROW = 3;

  private final Context context;
  private final WorkerExecutor reading;
  private final Journal journal;
  private final UplinkSettings settings;
  private final UplinkMetrics metrics;
  private final Pace pace;
  private final CentralLink link;
  private final Listener listener;
  private final Window window;
  private BatchReader reader;
  private boolean isReading;
  private boolean wakeAgain;
  private boolean isPaused;
  private boolean hasEnded;
  private int busyInARow;

  Session(
      Context context,
      WorkerExecutor reading,
      Journal journal,
      UplinkSettings settings,
      UplinkMetrics metrics,
      Pace pace,
      CentralLink link,
      Listener listener,
      long next) {
    this.context = context;
    this.reading = reading;
    this.journal = journal;
    this.settings = settings;
    this.metrics = metrics;
    this.pace = pace;
    this.link = link;
    this.listener = listener;
    this.window = new Window(settings.window(), next);
    this.reader = new BatchReader(journal, next, settings.batchRecords());
  }

  void start() {
    Ending impossible = impossible(window.acknowledged());
    if (impossible != null) {
      end(impossible);
      return;
    }
    listener.acknowledged(window.acknowledged());
    pump();
  }

  /** What cannot be mended by trying: central and journal disagree about the past. */
  private Ending impossible(long next) {
    if (next > journal.nextOffset()) {
      return Ending.refusal(
          ("central has this journal up to offset %d, but it ends at %d: it was put back to an older"
                  + " state; give the box a new journal directory")
              .formatted(next - 1, journal.durableOffset()));
    }
    if (next < journal.firstOffset()) {
      return Ending.refusal(
          ("central asks for offset %d, but the journal begins at %d: central lost what it had"
                  + " acknowledged; restore its database")
              .formatted(next, journal.firstOffset()));
    }
    return null;
  }

  /** More may be durable. */
  void wake() {
    if (isReading) wakeAgain = true;
    else pump();
  }

  long inFlightBytes() {
    return window.bytes();
  }

  private void pump() {
    if (hasEnded) return;
    if (!isPaused) {
      for (Parcel parcel = window.send(); parcel != null; parcel = window.send()) put(parcel);
    }
    if (window.hasRoom() && !isReading) read();
  }

  private void read() {
    isReading = true;
    wakeAgain = false;
    BatchReader from = reader;
    int bytes = pace.batchBytes();
    reading
        .executeBlocking(() -> from.read(bytes), true)
        .onComplete(
            read -> {
              isReading = false;
              // After a new beginning in the journal, what was read from the old one is void.
              if (hasEnded || from != reader) pump();
              else if (read.failed()) end(unreadable(read.cause()));
              else take(read.result());
            });
  }

  private void take(Parcel parcel) {
    if (parcel != null) {
      window.add(parcel);
      pump();
    } else if (wakeAgain) {
      read();
    } else if (window.isEmpty()) {
      listener.progressed();
    }
  }

  private Ending unreadable(Throwable error) {
    return error instanceof JournalRetired
        ? impossibleOr(error)
        : Ending.failure("the journal cannot be read: " + CentralLink.reason(error));
  }

  private Ending impossibleOr(Throwable error) {
    Ending impossible = impossible(window.readFrom());
    return impossible != null ? impossible : Ending.failure(CentralLink.reason(error));
  }

  private void put(Parcel parcel) {
    metrics.bytes.increment(parcel.body().length);
    Timer.Sample sample = Timer.start();
    long sentNanos = System.nanoTime();
    link.put(journal.epoch(), parcel)
        .onSuccess(
            answer -> {
              if (hasEnded) return;
              if (!(answer instanceof Answer.Failed)) sample.stop(metrics.roundTrip);
              answered(
                  parcel, answer, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentNanos));
            });
  }

  private void answered(Parcel parcel, Answer answer, long millis) {
    if (answer instanceof Answer.Taken taken) {
      pace.answeredIn(millis);
      taken(parcel, taken.next());
    } else if (answer instanceof Answer.Gap gap) {
      step(window.gap(parcel, gap.next()));
    } else if (answer instanceof Answer.Busy busy) {
      busy(parcel, busy.retryAfterMillis());
    } else if (answer instanceof Answer.Refused refused) {
      end(Ending.refusal(parcel + ": " + refused.reason()));
    } else if (answer instanceof Answer.Failed failed) {
      if (failed.isTimeout()) pace.timedOut();
      end(Ending.failure(failed.reason()));
    }
  }

  private void taken(Parcel parcel, long next) {
    long before = window.acknowledged();
    Window.Step step = window.taken(parcel, next);
    if (step != Window.Step.END && window.acknowledged() > before) {
      busyInARow = 0;
      metrics.batches.increment();
      metrics.records.increment(window.acknowledged() - before);
      listener.progressed();
    }
    step(step);
  }

  private void step(Window.Step step) {
    Ending impossible = impossible(window.acknowledged());
    if (step == Window.Step.END) {
      end(Ending.failure("central contradicts itself about the offset it needs next"));
    } else if (impossible != null) {
      end(impossible);
    } else {
      listener.acknowledged(window.acknowledged());
      if (step == Window.Step.READ_ANEW) readAnew();
      pump();
    }
  }

  private void readAnew() {
    close(reader);
    reader = new BatchReader(journal, window.readFrom(), settings.batchRecords());
  }

  /** The whole window waits: the next batch would meet the same central. */
  private void busy(Parcel parcel, long retryAfterMillis) {
    window.busy(parcel);
    if (isPaused) return;
    if (++busyInARow > MAX_BUSY_IN_A_ROW) {
      end(Ending.busy("central is busy", retryAfterMillis));
      return;
    }
    isPaused = true;
    context
        .owner()
        .setTimer(
            retryAfterMillis,
            timer -> {
              isPaused = false;
              pump();
            });
  }

  /** Ends this session, once; whatever is under way will be asked for anew. */
  void end(Ending ending) {
    if (hasEnded) return;
    hasEnded = true;
    link.close();
    close(reader);
    listener.ended(ending);
  }

  private void close(BatchReader old) {
    // In the order of the worker: never under a read that is going on.
    reading.executeBlocking(
        () -> {
          old.close();
          return null;
        },
        true);
  }
}
