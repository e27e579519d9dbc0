package io.tillgate.sandbox.shop;

import io.tillgate.retail.RetailEvent;
import io.tillgate.sandbox.ForcedLog;
import io.tillgate.sandbox.basket.Basket;
import io.tillgate.sandbox.shop.EventDoor.Answer;
import io.tillgate.sandbox.shop.TillMemory.Begun;
import io.tillgate.sandbox.terminal.PaymentResult;
import io.tillgate.sandbox.terminal.Terminal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One till: sells a basket, pays it at its terminal or in cash, and posts what happened to the edge
 * until it is told. An event's id and body are in the till's file before they are sent, and stay
 * there until they are answered, also over its own {@code kill -9}; so does a basket whose payment
 * was cut off. Belongs to the shop's context.
 */
final class Till {
  /** Events that wait to be posted; beyond it the till sells nothing. */
  static final int MAX_OUTBOX = 1_000;

  private static final long FIRST_WAIT_MILLIS = 100;
  private static final long MAX_WAIT_MILLIS = 5_000;
  private static final long MAX_FILE_BYTES = 16 << 20;
  private static final Logger LOG = LoggerFactory.getLogger(Till.class);

  private final Vertx vertx;
  private final String name;
  private final Terminal terminal;
  private final EventDoor door;
  private final Tenders tenders;
  private final Receipts receipts;
  private final Runnable changed;
  private final TillMemory memory = new TillMemory();
  private ForcedLog file;
  private Future<Void> selling = Future.succeededFuture();
  private boolean posting;
  private boolean closed;
  private int tries;
  private String trouble;

  /**
   * @param changed called after every change of what the till knows
   */
  Till(
      Vertx vertx,
      String store,
      String name,
      Terminal terminal,
      EventDoor door,
      Tenders tenders,
      Runnable changed) {
    this.vertx = vertx;
    this.name = name;
    this.terminal = terminal;
    this.door = door;
    this.tenders = tenders;
    this.receipts = new Receipts(store, name);
    this.changed = changed;
  }

  /** Reads the till's file, and goes on with what was cut off. */
  Future<Till> start(Context context, Path path) {
    return vertx
        .executeBlocking(() -> ForcedLog.open(path, context, memory::apply))
        .map(
            opened -> {
              file = opened;
              if (memory.begun() != null) track(pay(memory.nextBasket() - 1, memory.begun()));
              post();
              return this;
            });
  }

  /** Whether it can take a basket now. */
  boolean isFree() {
    return !closed
        && selling.isComplete()
        && memory.begun() == null
        && memory.outbox().size() < MAX_OUTBOX;
  }

  /** Whether nothing is begun and everything is answered. */
  boolean isEmpty() {
    return selling.isComplete() && memory.begun() == null && memory.outbox().isEmpty();
  }

  TillMemory memory() {
    return memory;
  }

  Terminal terminal() {
    return terminal;
  }

  /** Why the last try to post did not succeed, or null. */
  String trouble() {
    return trouble;
  }

  /** Sells the n-th basket; the till must be free. */
  void sell(long number, Basket basket) {
    if (!isFree()) throw new IllegalStateException("till " + name + " is not free");
    track(
        basket instanceof Basket.Purchase purchase
            ? pay(number, receipts.sale(purchase), false)
            : basket instanceof Basket.Cancellation cancellation
                ? pay(number, receipts.refund(cancellation), true)
                : basket instanceof Basket.WriteOff writeOff
                    ? ready(number, receipts.losses(writeOff))
                    : refuse(number, (Basket.Refused) basket));
  }

  private void track(Future<Void> sold) {
    selling = sold;
    sold.onFailure(
            failure -> {
              // A payment that a stop cut off is finished after the next start.
              if (closed) return;
              trouble = failure.getMessage();
              LOG.error("till {}: {}", name, trouble);
            })
        .onComplete(ignored -> changed.run());
  }

  private Future<Void> pay(long number, RetailEvent unpaid, boolean refund) {
    long amountMinor = Receipts.totalMinor(unpaid);
    Tenders.Chosen chosen = amountMinor == 0 ? null : tenders.card(number);
    if (chosen == null) {
      var cash = refund ? Tenders.cashBack(amountMinor) : Tenders.cash(amountMinor);
      return ready(number, List.of(Receipts.paid(unpaid, cash)));
    }
    Begun begun = new Begun(unpaid, chosen.card(), chosen.entry());
    return record(TillMemory.begun(number, begun)).compose(durable -> pay(number, begun));
  }

  /** Asking the terminal again with the same reference pays once. */
  private Future<Void> pay(long number, Begun begun) {
    long amountMinor = Receipts.totalMinor(begun.unpaid());
    Future<PaymentResult> paid =
        begun.isRefund()
            ? terminal.refund(begun.reference(), amountMinor, begun.card(), begun.entry())
            : terminal.pay(begun.reference(), amountMinor, begun.card(), begun.entry());
    return paid.compose(
        result -> {
          var handed = Tenders.after(result, terminal.name(), amountMinor, begun.isRefund());
          return ready(number, List.of(Receipts.paid(begun.unpaid(), handed)));
        });
  }

  private Future<Void> ready(long number, List<RetailEvent> events) {
    List<Posting> postings = events.stream().map(Posting::of).toList();
    return record(TillMemory.ready(number, postings)).onSuccess(durable -> post());
  }

  private Future<Void> refuse(long number, Basket.Refused refused) {
    return record(
        TillMemory.unpostable(number, "invoice " + refused.invoice() + ": " + refused.reason()));
  }

  /** Posts the oldest event, and the next once it is answered. */
  private void post() {
    if (posting || closed || memory.outbox().isEmpty()) return;
    posting = true;
    Posting oldest = memory.outbox().iterator().next();
    door.post(oldest)
        .map(answer -> settle(oldest, answer))
        .onComplete(
            waited -> {
              posting = false;
              changed.run();
              if (waited.failed()) trouble = waited.cause().getMessage();
              else if (waited.result() == 0) post();
              else if (!closed) vertx.setTimer(waited.result(), ignored -> post());
            });
  }

  /** Gives how long to wait before the next try; 0 where this one is settled. */
  private long settle(Posting posting, Answer answer) {
    if (answer instanceof Answer.Again again) {
      trouble = again.reason();
      long waitMillis = Math.min(MAX_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(tries, 10));
      tries++;
      // All tills of all stores meet the same restart; they must not come back in step.
      long spreadMillis = ThreadLocalRandom.current().nextLong(waitMillis / 2 + 1);
      return Math.max(again.afterMillis(), waitMillis) + spreadMillis;
    }
    tries = 0;
    trouble = null;
    // Nobody waits for the disk here: an answer that is forgotten is asked for again.
    if (answer instanceof Answer.Refused refused) {
      LOG.warn("till {}: {} was refused: {}", name, posting.kind(), refused.reason());
      record(TillMemory.refused(posting, refused.reason()));
    } else {
      record(TillMemory.accepted(posting));
    }
    return 0;
  }

  private Future<Void> record(JsonObject entry) {
    memory.apply(entry);
    Future<Void> durable = file.append(entry);
    if (file.bytes() > MAX_FILE_BYTES) file.rewrite(memory.snapshot());
    return durable;
  }

  /** Stops; what is not answered is posted after the next start. */
  Future<Void> close() {
    closed = true;
    return terminal
        .close()
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      file.close();
                      return null;
                    }));
  }
}
