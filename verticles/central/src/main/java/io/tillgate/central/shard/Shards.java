package io.tillgate.central.shard;

import java.nio.charset.StandardCharsets;

/** Into which part of central's work a store falls. Fixed for ever: the number stands in rows. */
public final class Shards {
  public static final int COUNT = 64;

  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private Shards() {}

  /** {@code floorMod(fnv1a32(store), 64)}. */
  public static int of(String store) {
    return Math.floorMod(fnv1a32(store), COUNT);
  }

  /** The event-bus address where the owner of {@code shard} takes batches. */
  public static String ingestAddress(int shard) {
    return "central.ingest." + shard;
  }

  static int fnv1a32(String text) {
    int hash = FNV_OFFSET;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
