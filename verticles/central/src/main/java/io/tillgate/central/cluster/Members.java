package io.tillgate.central.cluster;

import java.util.Set;
import java.util.UUID;

/** Who is in the cluster, as far as this node can see. It may be wrong; leases are what decides. */
public interface Members {

  /** This node's id: new at each start. */
  String self();

  /**
   * Ids of all nodes that are seen, this one included; none where this one is no longer a member.
   */
  Set<String> nodes();

  /** Calls {@code changed} on any thread when a node came or went. */
  void onChange(Runnable changed);

  /** A cluster of one node, for a Vert.x that is not clustered. */
  static Members alone() {
    String self = UUID.randomUUID().toString();
    return new Members() {
      @Override
      public String self() {
        return self;
      }

      @Override
      public Set<String> nodes() {
        return Set.of(self);
      }

      @Override
      public void onChange(Runnable changed) {
        // Nobody else comes or goes.
      }
    };
  }
}
