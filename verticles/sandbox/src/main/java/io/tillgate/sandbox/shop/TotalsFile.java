package io.tillgate.sandbox.shop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shop's totals in a file, for those who look when nothing runs; whole at any moment, and at
 * most half a second old. Belongs to the shop's context.
 */
final class TotalsFile {
  private static final long EVERY_MILLIS = 500;
  private static final Logger LOG = LoggerFactory.getLogger(TotalsFile.class);

  private final Vertx vertx;
  private final Path file;
  private final Supplier<Future<JsonObject>> totals;
  private boolean scheduled;

  TotalsFile(Vertx vertx, Path file, Supplier<Future<JsonObject>> totals) {
    this.vertx = vertx;
    this.file = file;
    this.totals = totals;
  }

  /** Something has changed. */
  void touch() {
    if (scheduled) return;
    scheduled = true;
    vertx.setTimer(
        EVERY_MILLIS,
        ignored -> {
          scheduled = false;
          write();
        });
  }

  /** Writes them now. */
  Future<Void> write() {
    return totals
        .get()
        .compose(latest -> vertx.<Void>executeBlocking(() -> replace(latest)))
        .onFailure(failure -> LOG.warn("{} cannot be written: {}", file, failure.getMessage()));
  }

  private Void replace(JsonObject latest) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.write(next, latest.encodePrettily().getBytes(StandardCharsets.UTF_8));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return null;
  }
}
