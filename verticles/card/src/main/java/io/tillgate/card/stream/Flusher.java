package io.tillgate.card.stream;

import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;

/**
 * What all sockets of one context share: their writes go out once the round of events in which they
 * were made is over, by one task for all; and the array that they are read through. Bounded by the
 * number of sockets.
 */
public final class Flusher {
  private static final int SHARED_BYTES = 64 << 10;

  /** Zero between two reads. */
  final byte[] shared = new byte[SHARED_BYTES];

  private final ContextInternal context;
  private List<FrameWriter> written = new ArrayList<>();
  private List<FrameWriter> flushing = new ArrayList<>();

  public Flusher(Context context) {
    this.context = (ContextInternal) context;
  }

  ContextInternal context() {
    return context;
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
