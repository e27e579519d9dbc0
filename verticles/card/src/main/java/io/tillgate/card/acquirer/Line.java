package io.tillgate.card.acquirer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The state of the road to one acquirer, with hysteresis: it is down at once, and up only after a
 * while without a loss (RULES 1.14). A road that flaps stays down or recovering, and the longer the
 * more often it flaps. One that has not failed since the start is up with its first link.
 *
 * <p>Plain: it is told what happens and when, in monotonic milliseconds. State of the card context;
 * {@link #state} may be read by any thread.
 */
final class Line {
  private final LineSettings settings;
  private final List<Consumer<LineState>> listeners = new ArrayList<>(2);
  private volatile LineState state = LineState.DOWN;
  private boolean hasFailed;
  private int links;
  private Circuit circuit = Circuit.CLOSED;

  /** Whether the acquirer has said anything since the road was open again. */
  private boolean isHeard;

  /** Since when nothing was lost. */
  private long steadySince;

  private long upSince;
  private long steadyMillis;

  /** What the circuit breaker lets through: everything, one request to see, nothing. */
  enum Circuit {
    CLOSED,
    HALF_OPEN,
    OPEN
  }

  Line(LineSettings settings) {
    this.settings = settings;
    this.steadyMillis = settings.steadyMillis();
  }

  LineState state() {
    return state;
  }

  /** {@code listener} is told each new state, on the card context. */
  void onChange(Consumer<LineState> listener) {
    listeners.add(listener);
  }

  int links() {
    return links;
  }

  /**
   * A link carries traffic.
   *
   * @param heard whether the acquirer answered on it, or is never asked to
   */
  void linkUp(long now, boolean heard) {
    links++;
    if (isPassable()) opened(now);
    if (heard) heard();
  }

  void linkDown(long now) {
    links--;
    steadySince = now;
    if (!isPassable()) shut(now);
  }

  /** A link's traffic goes on over another connection: nothing is lost. */
  void linkRetired() {
    links--;
  }

  void circuit(Circuit now, long nowMillis) {
    circuit = now;
    steadySince = nowMillis;
    if (isPassable()) opened(nowMillis);
    else shut(nowMillis);
  }

  /** The acquirer has said something: a connection alone proves nothing. */
  void heard() {
    isHeard = true;
  }

  /** Called every few hundred milliseconds or more often. */
  void tick(long now) {
    boolean isSteady =
        state == LineState.RECOVERING
            && circuit == Circuit.CLOSED
            && isHeard
            && now - steadySince >= steadyMillis;
    if (isSteady) up(now);
  }

  private boolean isPassable() {
    return links > 0 && circuit != Circuit.OPEN;
  }

  private void opened(long now) {
    if (state != LineState.DOWN) return;
    if (!hasFailed) {
      up(now);
      return;
    }
    isHeard = false;
    steadySince = now;
    become(LineState.RECOVERING);
  }

  private void up(long now) {
    upSince = now;
    become(LineState.UP);
  }

  private void shut(long now) {
    if (state == LineState.DOWN) return;
    if (state == LineState.UP) trustLess(now);
    hasFailed = true;
    become(LineState.DOWN);
  }

  private void trustLess(long now) {
    boolean wasSound = !hasFailed || now - upSince >= settings.steadyLongestMillis();
    steadyMillis =
        wasSound
            ? settings.steadyMillis()
            : Math.min(settings.steadyLongestMillis(), 2 * steadyMillis);
  }

  private void become(LineState next) {
    state = next;
    for (Consumer<LineState> each : listeners) each.accept(next);
  }
}
