package io.tillgate.central.landing;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/**
 * How much is between an edge's request and its answer: requests of one edge, requests of all, and
 * their bytes. Thread-safe; one for all event loops of a node.
 */
final class Flights {

  /** What a request is told when it comes. */
  sealed interface Admission permits Flight, Full {}

  /** Why something may not fly now. */
  enum Full implements Admission {
    EDGE,
    NODE
  }

  /** A place in flight; {@link #land} must be called once. */
  final class Flight implements Admission {
    private final EdgeName edge;
    private long held;
    private boolean landed;

    private Flight(EdgeName edge) {
      this.edge = edge;
    }

    /** Whether {@code more} bytes may be held too. */
    boolean hold(long more) {
      synchronized (Flights.this) {
        if (bytes + more > settings.bytesInFlight()) return false;
        bytes += more;
        held += more;
        return true;
      }
    }

    void land() {
      synchronized (Flights.this) {
        if (landed) return;
        landed = true;
        bytes -= held;
        requests--;
        byEdge.computeIfPresent(edge, (name, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  private final LandingSettings settings;
  private final Map<EdgeName, Integer> byEdge = new HashMap<>();
  private int requests;
  private long bytes;

  Flights(LandingSettings settings, MeterRegistry metrics) {
    this.settings = settings;
    metrics.gauge("tillgate.central.landing.in.flight", this, Flights::requests);
    metrics.gauge("tillgate.central.landing.in.flight.bytes", this, Flights::bytes);
  }

  /** A flight, or why there is none. */
  synchronized Admission begin(EdgeName edge) {
    if (requests >= settings.batchesInFlight()) return Full.NODE;
    if (byEdge.getOrDefault(edge, 0) >= settings.batchesInFlightPerEdge()) return Full.EDGE;
    requests++;
    byEdge.merge(edge, 1, Integer::sum);
    return new Flight(edge);
  }

  private synchronized int requests() {
    return requests;
  }

  private synchronized long bytes() {
    return bytes;
  }
}
