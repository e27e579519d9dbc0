package io.tillgate.gateway.role;

import io.tillgate.central.CentralSettings;
import io.tillgate.central.cluster.HazelcastCluster;
import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.log.Logging;
import io.tillgate.gateway.manage.ManagementSettings;
import io.tillgate.gateway.manage.ManagementVerticle;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;

/** A node of central: the cluster, then the database, then edges and people are let in. */
public final class CentralRole {
  static final int MANAGEMENT_PORT = 9465;

  /** Hazelcast reads it before it reads its configuration. */
  private static final String HAZELCAST_LOGGING = "hazelcast.logging.type";

  private CentralRole() {}

  /** Starts a node, or lets go of everything and says why. */
  public static RunningRole start(Configuration configuration, Logging logging)
      throws StartRefused {
    CentralSettings settings = settings(configuration);
    ManagementSettings management =
        ManagementSettings.of(configuration.section("management"), MANAGEMENT_PORT);
    ConsoleSettings console = ConsoleSettings.of(configuration.section("console"));
    Ports.tryAll(
        List.of(
            new Ports.Door("management.port", management.host(), management.port()),
            new Ports.Door("cluster.port", settings.cluster().bindTo(), settings.cluster().port()),
            new Ports.Door(
                "cluster.busPort", settings.cluster().bindTo(), settings.cluster().busPort()),
            new Ports.Door("landing.port", settings.landing().host(), settings.landing().port()),
            new Ports.Door("console.port", console.host(), console.port())));
    CertificateFile.check("landing.certificate", Path.of(settings.landing().certificate()));
    CertificateFile.check("landing.authorities", Path.of(settings.landing().authorities()));
    CertificateFile.checkKey(
        "landing.key",
        Path.of(settings.landing().key()),
        Path.of(settings.landing().certificate()));

    OpenVault vault = OpenVault.of(configuration);
    Foundation foundation = new Foundation(logging);
    try {
      System.setProperty(HAZELCAST_LOGGING, "slf4j");
      HazelcastCluster cluster = new HazelcastCluster(settings.cluster());
      Vertx vertx =
          Foundation.await("cluster", cluster.start(foundation.builder(), Foundation.options()));
      ManagementVerticle managing = foundation.stand(vertx, management);
      CentralStart start = new CentralStart(foundation, cluster, settings, console, vault);
      start.firstAttempt();
      List<String> serving =
          List.of(
              "edges " + settings.landing().host() + ":" + settings.landing().port(),
              "page " + console.host() + ":" + console.port(),
              "management " + management.host() + ":" + managing.port());
      return new RunningRole(
          "central " + settings.nodeName(),
          serving,
          foundation.opened,
          foundation.readiness(),
          start.failure());
    } catch (StartRefused | RuntimeException e) {
      foundation.abandon();
      throw e;
    }
  }

  private static CentralSettings settings(Configuration configuration) throws StartRefused {
    try {
      return CentralSettings.of(configuration.settings());
    } catch (IllegalArgumentException e) {
      throw new StartRefused(configuration.file() + ": " + e.getMessage(), e);
    }
  }
}
