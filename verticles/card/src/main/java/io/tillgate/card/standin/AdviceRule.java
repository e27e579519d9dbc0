package io.tillgate.card.standin;

import io.tillgate.wire.Dialect;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How an acquirer is told of what was approved for it. PIN blocks and verification codes are never
 * kept (PCI DSS 4.0.1, 3.3.1); what is kept is sealed and shredded at the answer (3.3.2).
 *
 * @param copy fields that are taken from the request. Those of the profile's reversals, the expiry
 *     and chip data
 * @param tracks whether {@code copy} may name tracks, and chip data their equivalents. false
 * @param set fields with a fixed value
 * @param accepted response codes by which the acquirer has entered it. Those that mean approved
 * @param tryAgain response codes that say nothing of the sale; all others refuse it. 30, 91, 92,
 *     96, 98 or their like
 * @param triesBeforeParking so many answers in vain, and it is set aside in sight. 5
 * @param maxInFlight advices that may wait for answers at a time, 1-256; how many do follows the
 *     host's pace. 16
 * @param holdMillis how long a new request waits for what its card is owed to be told first. 5 s
 */
public record AdviceRule(
    List<Integer> copy,
    boolean tracks,
    Map<Integer, String> set,
    Set<String> accepted,
    Set<String> tryAgain,
    int triesBeforeParking,
    int maxInFlight,
    long holdMillis) {

  public AdviceRule {
    copy = List.copyOf(copy);
    set = Map.copyOf(set);
    accepted = Set.copyOf(accepted);
    tryAgain = Set.copyOf(tryAgain);
  }

  /** The rule of a profile that says nothing of it. */
  public static AdviceRule of(Dialect dialect) {
    return LimitsReader.usual(dialect);
  }
}
