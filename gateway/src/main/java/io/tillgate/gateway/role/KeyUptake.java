package io.tillgate.gateway.role;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.JournalFollower;
import io.tillgate.card.keys.KeyEvent;
import io.tillgate.card.keys.KeyEvent.Deed;
import io.tillgate.card.keys.KeyListener;
import io.tillgate.card.keys.KeyProvider;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.keys.KeySettings;
import io.tillgate.journal.Journal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP: the edge reads its key ring again, and goes on with the keys that it then names; payments
 * do not notice. A ring that cannot be used, or that lacks a key still needed, changes nothing and
 * is told in the log.
 */
final class KeyUptake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyUptake.class);
  private static final String TAKE_UPS = "tillgate.card.keys.takeups";

  private final KeySettings settings;
  private final KeyRing ring;
  private final MeterRegistry metrics;
  private final KeyListener listener;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread one = new Thread(task, "key-ring");
            one.setDaemon(true);
            return one;
          });

  private KeyUptake(
      KeySettings settings, KeyRing ring, MeterRegistry metrics, KeyListener listener) {
    this.settings = settings;
    this.ring = ring;
    this.metrics = metrics;
    this.listener = listener;
  }

  /**
   * From now on signals are listened to; the journal follows the ring.
   *
   * @param listener told of every key that is new or in another state
   */
  static KeyUptake begin(
      KeySettings settings,
      KeyRing ring,
      Journal journal,
      MeterRegistry metrics,
      KeyListener listener) {
    KeyUptake uptake = new KeyUptake(settings, ring, metrics, listener);
    ring.follow(new JournalFollower(journal));
    Gauge.builder("tillgate.card.keys.generation", ring, KeyRing::generation).register(metrics);
    metrics.counter(TAKE_UPS, "result", "taken");
    metrics.counter(TAKE_UPS, "result", "refused");
    Signals.take("HUP", uptake::asked);
    return uptake;
  }

  private void asked() {
    try {
      thread.execute(this::takeUp);
    } catch (RejectedExecutionException e) {
      // The edge stops; the next start reads the ring.
    }
  }

  private void takeUp() {
    try (KeyProvider provider = settings.provider()) {
      List<KeyRing.Key> changed = ring.takeUp(provider);
      for (KeyRing.Key key : changed) {
        listener.told(
            new KeyEvent(
                Instant.now(),
                Deed.TAKE_UP,
                ring.file(),
                key.role(),
                key.idText(),
                key.checkValue(),
                key.state().name()));
      }
      LOG.info(
          "the key ring is taken up, generation {}: {} keys are new or in another state",
          ring.generation(),
          changed.size());
      metrics.counter(TAKE_UPS, "result", "taken").increment();
    } catch (BadKeyRing | RuntimeException e) {
      LOG.error("the key ring is not taken up, the keys in use stay: {}", e.getMessage());
      metrics.counter(TAKE_UPS, "result", "refused").increment();
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
