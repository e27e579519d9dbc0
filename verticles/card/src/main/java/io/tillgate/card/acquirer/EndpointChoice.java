package io.tillgate.card.acquirer;

/**
 * Which endpoint a link tries next: the one that it prefers, then those after it in a circle, and
 * the preferred one again after a connection that held. Endpoints go by their numbers, from 0.
 * Plain; state of the card context.
 */
final class EndpointChoice {
  private final int count;
  private final int preferred;
  private int failures;
  private int looks;

  EndpointChoice(int count, int preferred) {
    this.count = count;
    this.preferred = preferred % count;
  }

  int next() {
    return (preferred + failures % count) % count;
  }

  /** The last one refused, or did not hold. */
  void failed() {
    if (failures < Integer.MAX_VALUE) failures++;
  }

  /** A connection held for a while. */
  void held() {
    failures = 0;
  }

  /** How often all were tried in vain. */
  int rounds() {
    return failures / count;
  }

  boolean isPreferred(int endpoint) {
    return endpoint == preferred;
  }

  /** One that is preferred to {@code endpoint}: with each call the next of these. */
  int better(int endpoint) {
    int rank = Math.floorMod(endpoint - preferred, count);
    return (preferred + looks++ % rank) % count;
  }
}
