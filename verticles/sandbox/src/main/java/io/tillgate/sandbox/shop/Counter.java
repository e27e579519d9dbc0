package io.tillgate.sandbox.shop;

import io.tillgate.sandbox.basket.Basket;
import io.tillgate.sandbox.basket.Baskets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;

/**
 * Where baskets queue for a free till, as fast as the pace says. One is read ahead, off the event
 * loop. Belongs to the shop's context.
 */
final class Counter {
  /** A till that is free is given a basket that is due; how often that is looked at. */
  private static final long LOOK_MILLIS = 5;

  /** So late, a basket does not make the next ones hurry: the shop was closed for that long. */
  private static final long MAX_LAG_NANOS = 2_000_000_000L;

  private final Vertx vertx;
  private final Baskets baskets;
  private final Pace pace;
  private final Sale sale;
  private long number;
  private Basket next;
  private Basket before;
  private boolean reading;
  private boolean closed;
  private long dueNanos = System.nanoTime();
  private long timer = -1;
  private String stopped;

  /** Takes a basket if a till is free. */
  @FunctionalInterface
  interface Sale {
    boolean sell(long number, Basket basket);
  }

  Counter(Vertx vertx, Baskets baskets, Pace pace, Sale sale) {
    this.vertx = vertx;
    this.baskets = baskets;
    this.pace = pace;
    this.sale = sale;
  }

  /** Begins with the basket of this number, from 0. */
  Future<Void> open(long first) {
    number = first;
    return vertx
        .executeBlocking(
            () -> {
              baskets.skip(first);
              return baskets.next();
            })
        .map(
            read -> {
              next = read;
              timer = vertx.setPeriodic(LOOK_MILLIS, ignored -> look());
              return null;
            });
  }

  /** Baskets that were sold or refused. */
  long served() {
    return number;
  }

  void look() {
    while (!closed && next != null && System.nanoTime() - dueNanos >= 0) {
      if (!sale.sell(number, next)) return;
      number++;
      before = next;
      next = null;
      readAhead();
    }
  }

  private void readAhead() {
    if (reading) return;
    reading = true;
    vertx
        .executeBlocking(baskets::next)
        .onSuccess(
            read -> {
              reading = false;
              next = read;
              long nowNanos = System.nanoTime();
              dueNanos = Math.max(dueNanos + pace.gapNanos(before, read), nowNanos - MAX_LAG_NANOS);
              look();
            })
        .onFailure(
            failure -> {
              // The file is gone or broken: the shop has nothing more to sell, and says so.
              reading = false;
              if (!closed) stopped = failure.getMessage();
            });
  }

  /** Why no basket comes any more, or null. */
  String stopped() {
    return stopped;
  }

  /** No basket is sold from now on. */
  void close() {
    if (closed) return;
    closed = true;
    vertx.cancelTimer(timer);
    vertx.executeBlocking(
        () -> {
          try {
            baskets.close();
          } catch (IOException e) {
            // It was only read.
          }
          return null;
        });
  }
}
