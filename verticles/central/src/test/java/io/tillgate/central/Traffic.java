package io.tillgate.central;

import io.tillgate.central.EdgeClient.Heard;
import io.tillgate.retail.feed.Batch;
import io.tillgate.retail.feed.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A store that sells: a journal of cash sales that is sent to central batch by batch, and again,
 * until all of it is acknowledged. It changes node whenever one does not take a batch.
 */
public final class Traffic {
  private static final int BATCH_EVENTS = 7;
  private static final long PAUSE_MILLIS = 50;

  private final Vertx vertx;
  private final String store;
  private final EdgeClient client;
  private final int[] ports;
  private final List<Event> journal = new ArrayList<>();
  private final Promise<Void> done = Promise.promise();
  private long soldMinor;
  private int port;
  private volatile long acknowledged;
  private volatile int allowed;

  public Traffic(
      Vertx vertx, Authority authority, String store, long seed, int events, int... ports)
      throws Exception {
    this.vertx = vertx;
    this.store = store;
    this.ports = ports;
    this.client =
        new EdgeClient(
            vertx, authority, authority.edge(store, "edge-1"), ports[0], store, "edge-1");
    Random random = new Random(seed);
    for (int i = 0; i < events; i++) {
      long minor = 1 + random.nextInt(10_000);
      UUID id = new UUID(random.nextLong(), random.nextLong());
      journal.add(Facts.event(i, Facts.sale(store, id, minor)));
      soldMinor += minor;
    }
    allow(0.4);
  }

  /** Begins with a part; completes when all is acknowledged. */
  public Future<Void> start() {
    vertx.runOnContext(now -> send());
    return done.future();
  }

  public String store() {
    return store;
  }

  public long acknowledged() {
    return acknowledged;
  }

  public int events() {
    return journal.size();
  }

  public long soldMinor() {
    return soldMinor;
  }

  /** Sends this share of the journal and keeps the rest back; 1 for all. */
  public void allow(double share) {
    allowed = (int) Math.ceil(journal.size() * share);
  }

  /** Whether all that is allowed is acknowledged. */
  public boolean resting() {
    return acknowledged >= allowed;
  }

  private void send() {
    int from = (int) acknowledged;
    int end = allowed;
    if (from >= end) {
      if (from == journal.size()) done.complete();
      else vertx.setTimer(PAUSE_MILLIS, paused -> send());
      return;
    }
    int to = Math.min(end, from + BATCH_EVENTS);
    Batch batch = new Batch(from, journal.subList(from, to));
    client.put(1, batch).onComplete(this::heard, failure -> later());
  }

  private void heard(Heard heard) {
    if (heard.status() == 200 || heard.status() == 409) {
      if (heard.next() > journal.size()) done.fail("central has what was never sent");
      acknowledged = heard.next();
      send();
    } else if (heard.status() == 503) {
      later();
    } else {
      done.fail(heard.toString());
    }
  }

  private void later() {
    port = (port + 1) % ports.length;
    client.turnTo(ports[port]);
    vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS).onSuccess(paused -> send());
  }
}
