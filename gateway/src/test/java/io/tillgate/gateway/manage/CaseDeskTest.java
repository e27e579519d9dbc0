package io.tillgate.gateway.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tillgate.card.cases.Cases;
import io.tillgate.gateway.Tillgate;
import io.tillgate.retail.payment.CaseKind;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cases as a person on the box sees and closes them, by the command, over the management port. */
class CaseDeskTest {
  private final Vertx vertx = Vertx.vertx();
  private final Cases cases =
      new Cases(Clock.systemUTC(), () -> UUID.randomUUID().toString(), new SimpleMeterRegistry());
  private final List<String> journal = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ManagementVerticle management;

  @BeforeEach
  void open() throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    management =
        new ManagementVerticle(
            new ManagementSettings("127.0.0.1", 0), new Readiness(vertx), registry);
    vertx
        .deployVerticle(management)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    management.alsoServe(new CaseDesk(vertx, cases)::mount);
    Context card = vertx.getOrCreateContext();
    cases.attach(
        (entries, done) -> {
          synchronized (journal) {
            journal.add(new String(entries[0].payload()));
          }
          done.accept(journal.size());
        },
        () -> journal.size(),
        task -> card.runOnContext(now -> task.run()));
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] whole = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    whole[arguments.length] = "--edge";
    whole[arguments.length + 1] = "http://127.0.0.1:" + management.port();
    return Tillgate.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(whole);
  }

  @Test
  void aCaseIsListedAndClosedWithWhoAndWhy() {
    assertEquals(0, run("cases", "list"));
    assertEquals("0 open", out.toString().strip());
    cases.open(CaseKind.CARD_NUMBER_FOUND, null, "route /orders", "411111… 1111 in a body");
    assertEquals(0, run("cases", "list"), err::toString);
    assertTrue(out.toString().contains("card-number-found"), out.toString());
    String id = out.toString().split(" ")[0];
    assertEquals(1, run("cases", "close", id, "--reason", "x"));
    assertEquals(1, run("cases", "close", id, "--reason", "number 4111111111111111"));
    assertFalse(err.toString().contains("4111111111111111"), err.toString());
    assertEquals(
        0, run("cases", "close", id, "--reason", "till 3 mended", "--by", "ann"), err::toString);
    synchronized (journal) {
      String closed = journal.get(journal.size() - 1);
      assertTrue(closed.contains("ann: till 3 mended"), closed);
      assertTrue(closed.contains("CLOSED_BY_PERSON"), closed);
    }
    assertEquals(1, run("cases", "close", id, "--reason", "again"));
    assertTrue(err.toString().contains("no case with this id is open"), err.toString());
    assertEquals(0, run("cases", "list"));
    assertEquals("0 open", out.toString().strip());
  }

  @Test
  void whereNoEdgeAnswersIsSaid() {
    assertEquals(
        1,
        Tillgate.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute("cases", "list", "--edge", "http://127.0.0.1:1"));
    assertTrue(err.toString().contains("is it running?"), err.toString());
  }
}
