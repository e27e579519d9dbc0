package io.tillgate.card.stream;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends what was written to any socket of one context, once the round of events in which it was
 * written is over: one task for all. Bounded by the number of sockets.
 */
public final class Flusher {
  private final Context context;
  private List<FrameWriter> written = new ArrayList<>();
  private List<FrameWriter> flushing = new ArrayList<>();

  public Flusher(Context context) {
    this.context = context;
  }

  void add(FrameWriter writer) {
    if (written.isEmpty()) context.runOnContext(this::flush);
    written.add(writer);
  }

  private void flush(Void now) {
    List<FrameWriter> all = written;
    written = flushing;
    flushing = all;
    for (FrameWriter writer : all) writer.flush();
    all.clear();
  }
}
