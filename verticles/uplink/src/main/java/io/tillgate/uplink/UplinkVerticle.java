package io.tillgate.uplink;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.journal.Journal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.security.SecureRandom;
import java.util.function.IntSupplier;

/** Owns the uplink of one box. Deploy one instance; undeploy it before the journal is closed. */
public final class UplinkVerticle extends VerticleBase {
  private final Journal journal;
  private final UplinkSettings settings;
  private final MeterRegistry metrics;
  private final IntSupplier terminals;
  private final String version;
  private WorkerExecutor reading;
  private volatile Uplink uplink;

  /**
   * @param terminals how many are connected now; called on the verticle's context
   * @param version of this program, for central's page
   */
  public UplinkVerticle(
      Journal journal,
      UplinkSettings settings,
      MeterRegistry metrics,
      IntSupplier terminals,
      String version) {
    this.journal = journal;
    this.settings = settings;
    this.metrics = metrics;
    this.terminals = terminals;
    this.version = version;
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
                      terminals,
                      version);
              uplink.start();
            });
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
