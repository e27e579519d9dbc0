package io.tillgate.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;
import io.tillgate.wire.Dialect;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Card terminals that pay without a pause. Settings: {@link Load}. */
public final class TerminalSimulation extends Simulation {
  private final Load load = Load.fromProperties();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "terminal");
            thread.setDaemon(true);
            return thread;
          });
  private final Terminals terminals =
      new Terminals(
          Dialect.named(load.dialect()),
          new InetSocketAddress(load.terminalHost(), load.terminalPort()));

  public TerminalSimulation() {
    Duration length = Duration.ofSeconds(load.seconds());
    setUp(
            scenario("terminals")
                .exec(during(length).on(new Payment(terminals, threads).toChainBuilder()))
                .injectClosed(constantConcurrentUsers(load.users()).during(Duration.ofSeconds(1))))
        .maxDuration(length.plusSeconds(30))
        .assertions(global().failedRequests().count().is(0L));
  }

  @Override
  public void after() {
    terminals.close();
    threads.shutdown();
  }
}
