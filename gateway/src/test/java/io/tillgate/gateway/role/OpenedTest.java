package io.tillgate.gateway.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {
  private final Opened opened = new Opened();
  private final List<String> closed = new ArrayList<>();

  private Future<Void> close(String name) {
    closed.add(name);
    return Future.succeededFuture();
  }

  @Test
  void theLatestIsClosedFirst() {
    opened.addClosable("journal", () -> closed.add("journal"));
    opened.add("terminals", () -> close("terminals"));
    assertTrue(opened.close(Duration.ofSeconds(1)));
    assertEquals(List.of("terminals", "journal"), closed);
  }

  @Test
  void aPartThatFailsOrHangsDoesNotKeepTheRestOpen() {
    opened.addClosable("journal", () -> closed.add("journal"));
    opened.add("hangs", () -> Promise.promise().future());
    opened.add("fails", () -> Future.failedFuture("no"));
    opened.add(
        "throws",
        () -> {
          throw new IllegalStateException("no");
        });
    opened.addClosable(
        "breaks",
        () -> {
          throw new IOException("no");
        });
    assertFalse(opened.close(Duration.ZERO));
    assertEquals(List.of("journal"), closed);
  }

  @Test
  void closingTwiceClosesOnce() {
    opened.add("terminals", () -> close("terminals"));
    opened.close(Duration.ofSeconds(1));
    opened.close(Duration.ofSeconds(1));
    assertEquals(List.of("terminals"), closed);
  }
}
