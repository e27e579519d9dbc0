package io.tillgate.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/**
 * Tills that post sales without a pause, each durable before its answer. Settings: {@link Load}.
 */
public final class TillSimulation extends Simulation {
  public TillSimulation() {
    Load load = Load.fromProperties();
    Duration length = Duration.ofSeconds(load.seconds());
    SaleBodies sales = new SaleBodies(load.store(), load.seed());
    setUp(
            scenario("tills")
                .exec(
                    during(length)
                        .on(
                            exec(
                                http("POST /v1/sales")
                                    .post("/v1/sales")
                                    .body(StringBody(session -> sales.next()))
                                    .check(status().is(201)))))
                .injectClosed(constantConcurrentUsers(load.users()).during(Duration.ofSeconds(1))))
        .protocols(
            http.baseUrl(load.tillUrl())
                .contentTypeHeader("application/json")
                .acceptHeader("application/json")
                .disableWarmUp())
        .maxDuration(length.plusSeconds(30))
        .assertions(global().failedRequests().count().is(0L));
  }
}
