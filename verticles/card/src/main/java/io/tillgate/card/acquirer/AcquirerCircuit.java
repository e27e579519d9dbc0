package io.tillgate.card.acquirer;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shuts the road to an acquirer after time-outs in a row, so that terminals hear at once instead of
 * waiting, and after a while lets one request through to see. Where nobody has one, since others
 * answer for the acquirer meanwhile, an echo must do. State of the card context.
 */
final class AcquirerCircuit {
  private static final Logger LOG = LoggerFactory.getLogger(AcquirerCircuit.class);

  /** Told when something passes again. */
  interface Owner {
    void circuitChanged(Line.Circuit now);

    /** Sends an echo; false where the dialect has none, or no link is up. */
    boolean echo();
  }

  private final AcquirerSettings settings;
  private final Owner owner;
  private final CircuitBreaker breaker;
  private int timeoutsInARow;

  /** The one request that a half-open circuit lets through, or null. */
  private Promise<Void> probe;

  private LinkConnection probeOn;
  private boolean isFresh;
  private long halfOpenMillis;
  private boolean isEchoing;

  AcquirerCircuit(Vertx vertx, AcquirerSettings settings, Owner owner) {
    this.settings = settings;
    this.owner = owner;
    CircuitBreakerOptions options =
        new CircuitBreakerOptions()
            .setMaxFailures(1)
            .setTimeout(-1) // requests have time-outs of their own
            .setResetTimeout(settings.breakerResetMillis());
    this.breaker =
        CircuitBreaker.create("acquirer " + settings.name(), vertx, options)
            .openHandler(now -> opened())
            .halfOpenHandler(now -> halfOpened())
            .closeHandler(now -> closed());
  }

  private void opened() {
    LOG.error("acquirer {}: too many time-outs, its circuit is open", settings.name());
    owner.circuitChanged(Line.Circuit.OPEN);
  }

  private void halfOpened() {
    isFresh = true;
    isEchoing = false;
    owner.circuitChanged(Line.Circuit.HALF_OPEN);
  }

  private void closed() {
    LOG.info("acquirer {}: its circuit is closed", settings.name());
    timeoutsInARow = 0;
    owner.circuitChanged(Line.Circuit.CLOSED);
  }

  boolean mayPass() {
    return switch (breaker.state()) {
      case CLOSED -> true;
      case OPEN -> false;
      case HALF_OPEN -> probe == null;
    };
  }

  /** Any thread. */
  boolean isShut() {
    return breaker.state() != CircuitBreakerState.CLOSED;
  }

  /** A request goes out over {@code connection}. */
  void sends(LinkConnection connection) {
    if (!isShut()) return;
    probeOn = connection;
    breaker.<Void>execute(promise -> probe = promise);
  }

  void timedOut(int requests) {
    timeoutsInARow += requests;
    if (probe != null) {
      endProbe(false);
    } else if (timeoutsInARow >= settings.breakerTimeouts() && !isShut()) {
      breaker.open();
    }
  }

  void answered() {
    timeoutsInARow = 0;
    if (probe != null) endProbe(true);
  }

  void lost(LinkConnection connection) {
    if (probe != null && probeOn == connection) endProbe(false);
  }

  void echoed() {
    if (isEchoing && probe == null && breaker.state() == CircuitBreakerState.HALF_OPEN) {
      breaker.<Void>execute(Promise::complete);
    }
  }

  private void endProbe(boolean answered) {
    Promise<Void> ended = probe;
    probe = null;
    probeOn = null;
    if (answered) ended.complete();
    else ended.fail("the acquirer still does not answer");
  }

  /** Called every few hundred milliseconds or more often. */
  void tick(long now) {
    if (probe != null || breaker.state() != CircuitBreakerState.HALF_OPEN) return;
    if (isFresh) {
      isFresh = false;
      halfOpenMillis = now;
    } else if (now - halfOpenMillis >= settings.line().steadyMillis()) {
      halfOpenMillis = now;
      isEchoing = owner.echo();
    }
  }

  void close() {
    breaker.close();
  }
}
