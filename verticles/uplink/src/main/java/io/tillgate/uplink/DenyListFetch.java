package io.tillgate.uplink;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the edge's deny list in step with central: each heartbeat's answer names the newest
 * version, and another than the one held is fetched. What fails is tried again, at the earliest a
 * minute later; the old list holds meanwhile, and grows old. State of the uplink's context.
 */
final class DenyListFetch {
  private static final Logger LOG = LoggerFactory.getLogger(DenyListFetch.class);

  /** Tokens of one list; as many as central takes. */
  static final int MAX_TOKENS = 250_000;

  private static final long RETRY_MILLIS = 60_000;

  private final DenyListKeeper keeper;
  private final WorkerExecutor worker;
  private boolean isBusy;
  private long notBeforeMillis = Long.MIN_VALUE;

  /**
   * @param gzip a token a line
   */
  record Fetched(long version, Buffer gzip) {}

  /** How the newest list is had; over the link that just answered. */
  interface Source {
    Future<Fetched> fetch();
  }

  DenyListFetch(DenyListKeeper keeper, WorkerExecutor worker) {
    this.keeper = keeper;
    this.worker = worker;
  }

  /**
   * Central said which version is the newest.
   *
   * @param nowMillis monotonic
   */
  void heard(long newest, long centralMillis, long nowMillis, Source source) {
    if (isBusy || nowMillis < notBeforeMillis) return;
    isBusy = true;
    Future<?> done =
        newest == keeper.version()
            ? aside(() -> keeper.confirm(newest, centralMillis))
            : source.fetch().compose(list -> replace(list, centralMillis));
    done.onComplete(
        kept -> isBusy = false,
        failure -> {
          isBusy = false;
          notBeforeMillis = nowMillis + RETRY_MILLIS;
          LOG.warn("the deny list is not brought up to date: {}", CentralLink.reason(failure));
        });
  }

  private Future<?> replace(Fetched list, long centralMillis) {
    return aside(
        () -> {
          List<String> tokens = tokens(list.gzip());
          keeper.replace(list.version(), centralMillis, tokens);
          LOG.info("deny list {} of central holds: {} cards", list.version(), tokens.size());
        });
  }

  static List<String> tokens(Buffer gzip) throws IOException {
    List<String> tokens = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(gzip.getBytes())),
                StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (tokens.size() == MAX_TOKENS) {
          throw new IOException("central's list has more than " + MAX_TOKENS + " cards");
        }
        tokens.add(line);
      }
    }
    return tokens;
  }

  private interface Blocking {
    void run() throws IOException;
  }

  private Future<?> aside(Blocking task) {
    return worker.executeBlocking(
        () -> {
          task.run();
          return null;
        });
  }
}
