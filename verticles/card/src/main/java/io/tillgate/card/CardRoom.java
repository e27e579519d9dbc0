package io.tillgate.card;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.card.acquirer.StanCounter;
import io.tillgate.card.cases.Cases;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.keys.OneTimeKeys;
import io.tillgate.card.mac.MacKey;
import io.tillgate.card.mac.MacRule;
import io.tillgate.card.nexo.NexoFold;
import io.tillgate.card.nexo.NexoKeys;
import io.tillgate.card.payment.PaymentFold;
import io.tillgate.card.standin.DenyList;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.card.vault.VaultSealer;
import io.tillgate.journal.Cursor;
import io.tillgate.journal.Journal;
import io.tillgate.journal.Record;
import io.tillgate.wire.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the card room owns on disk, opened and read before anything listens: the payments that the
 * journal tells of, the one-time keys, the trace numbers. Opening blocks.
 */
public final class CardRoom implements AutoCloseable {
  /** Closed payments that a start reads at least, as many as are remembered by default. */
  private static final int FOLDED = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(CardRoom.class);

  /** Of nexo, where the settings say nothing of it. */
  private static final int REMEMBERED = 1_000;

  final CardSettings settings;
  final Dialect dialect;
  final LinkedHashMap<String, Dialect> profiles;
  final Journal journal;
  final KeyRing ring;
  final MeterRegistry metrics;
  final Clock clock;
  final Random random;
  final Consumer<Throwable> onFailure;
  final PaymentFold fold;
  final NexoFold nexo;
  final NexoKeys nexoKeys;
  final Cases cases;
  final OneTimeKeys keys;
  final Map<String, StanCounter> stans = new LinkedHashMap<>();

  /** By acquirer; of those whose profile asks for message authentication codes. */
  final Map<String, MacKey> macKeys = new HashMap<>();

  final FoldMark mark;
  final DenyList denyList;

  /** Null where the merchant has no vault. */
  final VaultSealer vaultSealer;

  /** By the names of the acquirers that the store may answer for. */
  final Map<String, StandInLimits> standIn;

  /** Small files are written on it, one after the other. */
  private final ExecutorService forces =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "card-files");
            thread.setDaemon(true);
            return thread;
          });

  private CardRoom(
      CardSettings settings,
      Dialect dialect,
      LinkedHashMap<String, Dialect> profiles,
      Path directory,
      Means means,
      PaymentFold fold,
      NexoFold nexo,
      Cases cases)
      throws IOException {
    this.settings = settings;
    this.dialect = dialect;
    this.profiles = profiles;
    this.journal = means.journal;
    this.ring = means.ring;
    this.metrics = means.metrics;
    this.clock = means.clock;
    this.random = means.random;
    this.onFailure = means.onFailure;
    this.fold = fold;
    this.nexo = nexo;
    this.nexoKeys = NexoKeys.read(settings.nexo());
    this.cases = cases;
    this.vaultSealer = settings.vaultKey() == null ? null : VaultSealer.read(settings.vaultKey());
    this.mark = new FoldMark(directory.resolve("payments.from"));
    this.keys =
        OneTimeKeys.open(
            directory.resolve("one-time.keys"),
            settings.oneTimeKeys(),
            fold.openSlots(),
            ring,
            metrics,
            onFailure);
    this.denyList = DenyList.open(directory.resolve("denylist"));
    this.standIn = new HashMap<>();
    try {
      for (String acquirer : profiles.keySet()) {
        stans.put(acquirer, StanCounter.open(directory.resolve("stan-" + acquirer), clock, forces));
        MacRule mac = MacRule.of(profiles.get(acquirer)).orElse(null);
        if (mac != null) macKeys.put(acquirer, MacKey.read(directory, mac));
        StandInLimits.of(profiles.get(acquirer)).ifPresent(limits -> standIn.put(acquirer, limits));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * What the room is given.
   *
   * @param ring stays open as long as the room
   * @param onFailure told when the journal or the one-time keys take nothing more: the process has
   *     to stop and start again. Any thread
   */
  public record Means(
      Journal journal,
      KeyRing ring,
      MeterRegistry metrics,
      Clock clock,
      Random random,
      Consumer<Throwable> onFailure) {}

  /**
   * Opens the room over {@code directory}, which nobody else uses.
   *
   * @throws IOException where a file cannot be used, with what to do
   */
  public static CardRoom open(CardSettings settings, Path directory, Means means)
      throws IOException {
    Dialect dialect = settings.readDialect();
    LinkedHashMap<String, Dialect> profiles = settings.readProfiles();
    settings.doubts().forEach(doubt -> LOG.warn("card.{}: {}", doubt.path(), doubt.reason()));
    Files.createDirectories(directory);
    FoldMark mark = new FoldMark(directory.resolve("payments.from"));
    // An earlier start may have remembered more: what was undone then must still be found.
    PaymentFold fold = new PaymentFold(Math.max(settings.payments().remembered(), FOLDED));
    Cases cases = new Cases(means.clock, () -> UUID.randomUUID().toString(), means.metrics);
    NexoFold nexo =
        new NexoFold(settings.nexo() == null ? REMEMBERED : settings.nexo().remembered());
    fold(means.journal, mark, fold, nexo, cases);
    if (settings.nexo() == null && nexo.openCount() > 0) {
      LOG.error(
          "{} payments of nexo terminals are not settled, and card.nexo is not in the settings: put"
              + " it back and start again",
          nexo.openCount());
    }
    return new CardRoom(settings, dialect, profiles, directory, means, fold, nexo, cases);
  }

  private static void fold(
      Journal journal, FoldMark mark, PaymentFold fold, NexoFold nexo, Cases cases)
      throws IOException {
    long marked = mark.read(journal.epoch());
    long from = marked > journal.nextOffset() ? 0 : marked;
    try (Cursor cursor = journal.cursor(Math.max(from, journal.firstOffset()))) {
      long records = 0;
      for (Record record = cursor.next(); record != null; record = cursor.next()) {
        fold.accept(
            record.offset(), record.epochMillis(), record.type(), record.key(), record.payload());
        nexo.accept(
            record.offset(), record.epochMillis(), record.type(), record.key(), record.payload());
        cases.accept(record.offset(), record.type(), record.key(), record.payload());
        records++;
      }
      LOG.info("{} records of the journal read, {} payments are open", records, fold.openCount());
    }
  }

  /** Closes the room's files; the journal is its owner's. Blocks. */
  @Override
  public void close() throws IOException {
    try {
      keys.close();
    } finally {
      forces.shutdown();
      macKeys.values().forEach(MacKey::close);
      for (StanCounter each : stans.values()) each.close();
    }
  }
}
