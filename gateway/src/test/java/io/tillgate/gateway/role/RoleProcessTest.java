package io.tillgate.gateway.role;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillgate.gateway.manage.Readiness;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoleProcessTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<String> closed = new ArrayList<>();
  private final CompletableFuture<String> failure = new CompletableFuture<>();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private RunningRole running() {
    Opened opened = new Opened();
    opened.addClosable("journal", () -> closed.add("journal"));
    return new RunningRole("edge", List.of(), opened, new Readiness(vertx), failure);
  }

  @Test
  void aStopThatWasAskedForEndsWell() {
    assertEquals(0, RoleProcess.serve(running(), CompletableFuture.completedFuture("SIGTERM"), 1));
    assertEquals(List.of("journal"), closed);
  }

  @Test
  void aRoleThatCannotGoOnClosesEverythingAndEndsBadly() {
    failure.complete("the journal takes nothing more");
    assertEquals(1, RoleProcess.serve(running(), new CompletableFuture<>(), 1));
    assertEquals(List.of("journal"), closed);
  }
}
