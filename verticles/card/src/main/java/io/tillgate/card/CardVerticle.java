package io.tillgate.card;

import io.tillgate.card.cases.Cases;
import io.tillgate.card.standin.DenyList;
import io.tillgate.card.standin.Undone;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * The card room at work: card terminals on one side, the acquirer on the other. One instance an
 * edge; its context owns all of the room's state. Undeploying drains: nothing accepted is lost.
 */
public final class CardVerticle extends VerticleBase {
  private final CardRoom room;
  private volatile CardTraffic traffic;

  /** Takes {@code room} over, and closes it when it stops. */
  public CardVerticle(CardRoom room) {
    this.room = room;
  }

  @Override
  public Future<?> start() {
    traffic = new CardTraffic(context, room);
    return traffic.start().recover(this::orLetGo);
  }

  /** A start that failed leaves nothing open. */
  private Future<Void> orLetGo(Throwable failure) {
    return stop().transform(stopped -> Future.failedFuture(failure));
  }

  /**
   * Takes no new payments, waits for those in flight up to {@code drainMillis}, gives the others up
   * with a reversal, and closes.
   */
  @Override
  public Future<?> stop() {
    Future<Void> drained = traffic == null ? Future.succeededFuture() : traffic.stop();
    return drained.eventually(() -> vertx.executeBlocking(this::closeRoom));
  }

  private Void closeRoom() throws Exception {
    room.close();
    return null;
  }

  /** Where other rooms open cases, also before this is deployed; any thread. */
  public Cases cases() {
    return room.cases;
  }

  /**
   * Undoes an offline sale before its acquirer hears of it, or has it reversed where it may have.
   * Any thread, once started; the result comes when it is durable, on the room's context.
   *
   * @param amountMinor minor units to be undone, above 0; all that is left of it is a void
   */
  public Future<Undone> undoOffline(String paymentId, long amountMinor) {
    return traffic.undoOffline(paymentId, amountMinor);
  }

  /**
   * A heartbeat was answered: the wall clock is right, or off by so much. Any thread; before the
   * start it is not heard.
   *
   * @param skewMillis central's clock less this one
   */
  public void clockSkew(long skewMillis) {
    CardTraffic started = traffic;
    if (started != null) started.clockSkew(skewMillis);
  }

  /** Cards that are not approved offline, to be replaced; any thread but the event loops. */
  public DenyList denyList() {
    return room.denyList;
  }

  /** How the room is doing; any thread, once started. */
  public CardStatus status() {
    return traffic;
  }
}
