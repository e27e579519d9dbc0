package io.tillgate.wire;

import java.util.List;

/**
 * How an answer finds its request. Never on the trace number alone: it has six digits and wraps.
 *
 * @param always fields that both must carry, equal
 * @param agree fields that must be equal where both carry them
 * @param atLeast how many of {@code agree} both must carry; 1 or more
 */
public record Matching(List<Integer> always, List<Integer> agree, int atLeast) {
  public Matching {
    always = List.copyOf(always);
    agree = List.copyOf(agree);
  }

  /** What identifies a message that was just indexed. The key outlives the view. */
  public MatchKey key(MessageView message) {
    return new MatchKey(this, message);
  }
}
