package io.tillgate.central.ingest;

import io.tillgate.central.shard.Shards;
import io.tillgate.retail.feed.BadBatch;
import io.tillgate.retail.feed.Batch;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lands the batches of one shard's stores, as long as this node owns the shard. State belongs to
 * its context. Stopping it lets running transactions end, and refuses what waits.
 */
public final class IngestVerticle extends VerticleBase {

  /** Journals whose next offset is remembered; PostgreSQL knows all. */
  static final int MAX_LANES = 4_096;

  private final Ingest ingest;
  private final IngestMetrics metrics;
  private final Map<Source, Lane> lanes = new LinkedHashMap<>(16, 0.75f, true);
  private MessageConsumer<Buffer> consumer;

  public IngestVerticle(Ingest ingest, IngestMetrics metrics) {
    this.ingest = ingest;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    consumer = vertx.eventBus().consumer(Shards.ingestAddress(ingest.lease().shard()));
    return consumer.handler(this::answer).completion();
  }

  @Override
  public Future<?> stop() {
    List<Future<Void>> ends = lanes.values().stream().map(Lane::drain).toList();
    return Future.join(consumer.unregister(), Future.join(ends));
  }

  private void answer(Message<Buffer> message) {
    metrics.batches.increment();
    Source source = Source.of(message.headers());
    land(source, Source.first(message.headers()), message.body())
        .onComplete(message::reply, failure -> refuse(message, Refusal.of(failure)));
  }

  private Future<Long> land(Source source, long first, Buffer body) {
    try {
      return lane(source).offer(Batch.decode(first, body.getBytes()));
    } catch (BadBatch e) {
      return Future.failedFuture(new Refusal.Malformed(e.getMessage()).refused());
    }
  }

  private void refuse(Message<Buffer> message, Refusal refusal) {
    if (refusal instanceof Refusal.Gap) metrics.gaps.increment();
    if (refusal instanceof Refusal.Busy) metrics.busy.increment();
    message.fail(refusal.code(), refusal.text());
  }

  private Lane lane(Source source) {
    Lane lane = lanes.get(source);
    if (lane == null) {
      forgetAnIdleOne();
      lane = new Lane(vertx, events -> ingest.land(source, events));
      lanes.put(source, lane);
    }
    return lane;
  }

  private void forgetAnIdleOne() {
    if (lanes.size() < MAX_LANES) return;
    for (Iterator<Lane> oldest = lanes.values().iterator(); oldest.hasNext(); ) {
      if (oldest.next().idle()) {
        oldest.remove();
        return;
      }
    }
  }
}
