package io.tillgate.uplink;

import io.tillgate.uplink.LineState.Connecting;
import io.tillgate.uplink.LineState.Down;
import io.tillgate.uplink.LineState.Refused;
import io.tillgate.uplink.LineState.Up;
import java.net.URI;
import java.util.List;

/**
 * Decides which central is tried next and when. Connecting anew is not success: only progress, a
 * batch that central took, forgets earlier failures. So a batch that central cannot take leads to a
 * refused line and slow tries, whichever way central says no. One context.
 */
final class Line {
  private final List<URI> centrals;
  private final Backoff backoff;
  private final long refusedRetryMillis;
  private int next;
  private int failures;
  private int refusals;
  private long downSinceMillis;
  private LineState state;

  /**
   * @param first place in {@code centrals} to begin at
   */
  Line(List<URI> centrals, int first, Backoff backoff, long refusedRetryMillis, long nowMillis) {
    this.centrals = List.copyOf(centrals);
    this.next = first;
    this.backoff = backoff;
    this.refusedRetryMillis = refusedRetryMillis;
    this.downSinceMillis = nowMillis;
    this.state = new Down("not tried yet", nowMillis);
  }

  LineState state() {
    return state;
  }

  /** An attempt begins; gives the central to try. */
  URI connecting(long nowMillis) {
    URI central = centrals.get(next);
    state = new Connecting(central, nowMillis);
    return central;
  }

  /** Central has answered. */
  void answered(long nowMillis) {
    state = new Up(centrals.get(next), nowMillis);
  }

  /** Central took what was sent, or nothing was left to send. */
  void progressed() {
    failures = 0;
    refusals = 0;
  }

  /**
   * The attempt or the connection ended.
   *
   * @return milliseconds until the next attempt, at another central where there is one
   */
  long ended(Ending ending, long nowMillis) {
    if (state instanceof Up) downSinceMillis = nowMillis;
    failures++;
    refusals = ending.isRefusal() ? refusals + 1 : 0;
    next = (next + 1) % centrals.size();
    if (refusals >= centrals.size()) {
      state = new Refused(ending.reason(), downSinceMillis);
      return refusedRetryMillis;
    }
    state = new Down(ending.reason(), downSinceMillis);
    return Math.max(backoff.waitMillis(failures), ending.retryAfterMillis());
  }
}
