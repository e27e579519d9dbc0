package io.tillgate.uplink;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.journal.Journal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.security.SecureRandom;

/** Owns the uplink of one box. Deploy one instance; undeploy it before the journal is closed. */
public final class UplinkVerticle extends VerticleBase {
  private final Journal journal;
  private final UplinkSettings settings;
  private final MeterRegistry metrics;
  private final EdgeFacts facts;
  private WorkerExecutor reading;
  private volatile Uplink uplink;

  public UplinkVerticle(
      Journal journal, UplinkSettings settings, MeterRegistry metrics, EdgeFacts facts) {
    this.journal = journal;
    this.settings = settings;
    this.metrics = metrics;
    this.facts = facts;
  }

  /** Fails where the edge's certificate files cannot be used; central need not be there. */
  @Override
  public Future<?> start() {
    reading = vertx.createSharedWorkerExecutor("tillgate-uplink-" + deploymentID(), 1);
    return reading
        .executeBlocking(
            () -> {
              EdgeCertificate.check(settings);
              return null;
            })
        .onSuccess(
            checked -> {
              uplink =
                  new Uplink(
                      vertx,
                      context,
                      reading,
                      journal,
                      settings,
                      metrics,
                      new SecureRandom(),
                      facts);
              uplink.start();
            })
        .onFailure(refused -> reading.close());
  }

  /** Sends what is durable, within {@code stopFlushMillis}. */
  @Override
  public Future<?> stop() {
    if (uplink == null) return reading.close();
    return uplink.stop().eventually(reading::close);
  }

  /** How the uplink stands; from any thread, once deployed. */
  public UplinkStatus status() {
    return uplink.status();
  }
}
