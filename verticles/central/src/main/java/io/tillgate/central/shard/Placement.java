package io.tillgate.central.shard;

import java.util.Collection;
import java.util.Optional;

/**
 * Which node should own a shard: rendezvous hashing, so that a node that comes or goes moves only
 * its own share. Nodes may disagree for a moment; the lease decides.
 */
final class Placement {
  private Placement() {}

  static Optional<String> of(int shard, Collection<String> nodes) {
    String best = null;
    long bestScore = 0;
    for (String node : nodes) {
      long score = score(shard, node);
      if (best == null || score > bestScore || (score == bestScore && node.compareTo(best) > 0)) {
        best = node;
        bestScore = score;
      }
    }
    return Optional.ofNullable(best);
  }

  private static long score(int shard, String node) {
    return mix(Shards.fnv1a32(node) * 0x9e3779b97f4a7c15L + shard);
  }

  /** The finisher of SplitMix64: every input bit moves about half of the output's. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
