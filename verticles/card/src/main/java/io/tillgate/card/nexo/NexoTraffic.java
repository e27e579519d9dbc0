package io.tillgate.card.nexo;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.card.cases.Cases;
import io.tillgate.card.keys.Tokenizer;
import io.tillgate.card.payment.Clockwork;
import io.tillgate.card.payment.PaymentLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * Tills and terminals that speak nexo, at work: what the card room has of them. All state belongs
 * to the card context on which this was made; figures may be read by any thread.
 */
public final class NexoTraffic {
  private final HttpTerminals road;
  private final NexoSwitch messages;
  private final NexoDoor door;

  /**
   * @param log,cases,clock of the card context
   */
  public NexoTraffic(
      Context context,
      NexoSettings settings,
      NexoKeys keys,
      Tokenizer tokenizer,
      PaymentLog log,
      Cases cases,
      Clockwork clock,
      MeterRegistry metrics) {
    NexoMeters meters = new NexoMeters(metrics);
    road = new HttpTerminals(context, settings, keys);
    NexoMeans means =
        new NexoMeans(
            settings,
            road,
            log,
            cases,
            new CardFacts(tokenizer),
            clock,
            meters,
            () -> UUID.randomUUID().toString());
    messages = new NexoSwitch(means);
    door = new NexoDoor(context, settings, keys, meters, messages::accept);
    Gauge.builder("tillgate.card.nexo.inflight", this, NexoTraffic::inFlight).register(metrics);
    Gauge.builder("tillgate.card.nexo.reversals.owed", this, NexoTraffic::reversalsOwed)
        .register(metrics);
    Gauge.builder("tillgate.card.nexo.reversals.parked", this, NexoTraffic::reversalsParked)
        .register(metrics);
    Gauge.builder("tillgate.card.nexo.tills", door, NexoDoor::connections).register(metrics);
  }

  /** Takes up what an earlier start left, and listens. */
  public Future<Void> start(NexoFold fold) {
    messages.recover(fold);
    return door.listen();
  }

  public int port() {
    return door.port();
  }

  /** Turns new messages away; those in flight go on. */
  public void stopTaking() {
    door.stopAccepting();
    messages.stopTaking();
  }

  /** Payments whose outcome is not durable; the next start asks what became of them. */
  public int inFlight() {
    return messages.inFlight();
  }

  public int reversalsOwed() {
    return messages.figures().owed();
  }

  public int reversalsParked() {
    return messages.figures().parked();
  }

  /** Since when the oldest reversal is owed; {@link Long#MAX_VALUE} where none is. */
  public long oldestOwedEpochMillis() {
    return messages.figures().oldestEpochMillis();
  }

  public void tick() {
    messages.tick();
  }

  /** The first journal offset that a start would need now, at most {@code next}. */
  public long firstNeeded(long next) {
    return messages.firstNeeded(next);
  }

  public Future<Void> close() {
    return door.close().eventually(road::close);
  }
}
