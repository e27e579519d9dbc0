package io.tillgate.gateway.role;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tillgate.gateway.log.Logging;
import io.tillgate.gateway.manage.ManagementSettings;
import io.tillgate.gateway.manage.ManagementVerticle;
import io.tillgate.gateway.manage.ProcessMetrics;
import io.tillgate.gateway.manage.Readiness;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What every process stands on, whatever its role: metrics, Vert.x, readiness, the management
 * endpoint, and the order in which parts are opened. Used by the thread that starts the process.
 */
final class Foundation {
  /** A part that has not started by then is broken, not slow. */
  static final long START_MILLIS = 60_000;

  private static final long CLOSE_MILLIS = 10_000;

  final Opened opened = new Opened();
  final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private Vertx vertx;
  private Readiness readiness;

  /** Opens metrics; {@code directories} are those whose disks are watched. */
  Foundation(Logging logging, Path... directories) {
    logging.bindTo(metrics);
    opened.addClosable("process metrics", new ProcessMetrics(metrics, directories));
  }

  /** A builder of Vert.x that reports to {@link #metrics}; for {@link #stand}. */
  VertxBuilder builder() {
    return Vertx.builder().withMetrics(new MicrometerMetricsFactory(metrics));
  }

  /** Options of a small machine: as few threads as do the work. */
  static VertxOptions options() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new VertxOptions()
        .setEventLoopPoolSize(Math.max(2, cores))
        .setWorkerPoolSize(4)
        .setInternalBlockingPoolSize(4)
        .setPreferNativeTransport(true)
        .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false))
        .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
  }

  /** Takes Vert.x over and starts the management endpoint on it: not ready yet, but asked. */
  ManagementVerticle stand(Vertx started, ManagementSettings settings) throws StartRefused {
    vertx = started;
    opened.add("vert.x", vertx::close);
    readiness = new Readiness(vertx);
    ManagementVerticle management = new ManagementVerticle(settings, readiness, metrics);
    deploy("management", management);
    return management;
  }

  Vertx vertx() {
    return vertx;
  }

  Readiness readiness() {
    return readiness;
  }

  /** Deploys a verticle, to be undeployed before what was opened earlier. */
  void deploy(String name, Deployable verticle) throws StartRefused {
    String id = await(name, vertx.deployVerticle(verticle));
    opened.add(name, () -> vertx.undeploy(id));
  }

  /** Deploys one after the other, to be undeployed at the same time. */
  void deployTogether(String name, Deployable... verticles) throws StartRefused {
    List<String> ids = new ArrayList<>();
    opened.add(name, () -> Future.join(ids.stream().map(vertx::undeploy).toList()));
    for (Deployable verticle : verticles) {
      ids.add(await(name, vertx.deployVerticle(verticle)));
    }
  }

  /** What {@code started} gives; its failure as a refusal that names the part. */
  static <T> T await(String name, Future<T> started) throws StartRefused {
    try {
      return Opened.await(started, START_MILLIS);
    } catch (Exception e) {
      throw refusal(name, e);
    }
  }

  /** A failure of a part in its own words, which tell what to do where the part knows. */
  static StartRefused refusal(String name, Throwable e) {
    if (e instanceof BindException) {
      return new StartRefused(name + " cannot listen: " + e.getMessage(), e);
    }
    String why = e.getMessage() == null ? e.toString() : e.getMessage();
    return new StartRefused(name + " did not start: " + why, e);
  }

  /** Closes what was opened, where the start was refused. */
  void abandon() {
    opened.close(Duration.ofMillis(CLOSE_MILLIS));
  }
}
