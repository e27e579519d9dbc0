package io.tillgate.sandbox.terminal;

import io.tillgate.sandbox.Affinity;
import io.tillgate.sandbox.ForcedLog;
import io.tillgate.sandbox.terminal.PaymentResult.Approved;
import io.tillgate.sandbox.terminal.PaymentResult.Declined;
import io.tillgate.sandbox.terminal.PaymentResult.Partial;
import io.tillgate.sandbox.terminal.PaymentResult.Unknown;
import io.tillgate.sandbox.terminal.PaymentResult.Unsent;
import io.tillgate.sandbox.terminal.TerminalLink.Answer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A card terminal: asks over ISO 8583, one payment at a time, and clears up after itself. What it
 * asks is in its file before the first byte is sent, and what became of it before the till hears
 * it. A request without an answer, also one that its own {@code kill -9} cut off, is reversed until
 * the reversal is acknowledged; until then it asks nothing else.
 *
 * <p>All state belongs to one context; methods may be called from any thread.
 */
public final class Terminal {
  private static final Logger LOG = LoggerFactory.getLogger(Terminal.class);

  /** Beyond this the file is begun anew with what still matters. */
  private static final long MAX_FILE_BYTES = 4 << 20;

  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyMMddHHmmss");
  private static final DateTimeFormatter TRANSMISSION = DateTimeFormatter.ofPattern("MMddHHmmss");

  private final Vertx vertx;
  private final Context context;
  private final Affinity affinity;
  private final TerminalSettings settings;
  private final Messages messages;
  private final TerminalLink link;
  private final TerminalMemory memory = new TerminalMemory();
  private final List<Promise<Void>> untilSettled = new ArrayList<>();
  private ForcedLog file;
  private boolean busy;
  private boolean closed;
  private int reversalTries;

  private Terminal(Vertx vertx, TerminalSettings settings) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.affinity = new Affinity(context);
    this.settings = settings;
    this.messages = new Messages(settings);
    this.link = new TerminalLink(vertx, settings);
  }

  /**
   * Reads the terminal's file and starts it. What was cut off last time is reversed at once.
   *
   * @return fails with {@link io.tillgate.sandbox.BrokenLog} where the file cannot be used
   */
  public static Future<Terminal> start(Vertx vertx, TerminalSettings settings) {
    Terminal terminal = new Terminal(vertx, settings);
    return terminal.on(
        () ->
            vertx
                .executeBlocking(
                    () ->
                        ForcedLog.open(settings.state(), terminal.context, terminal.memory::apply))
                .map(terminal::resume));
  }

  private Terminal resume(ForcedLog opened) {
    file = opened;
    Request cutOff = memory.open();
    if (cutOff != null) {
      LOG.info("terminal {}: STAN {} was cut off", settings.name(), cutOff.stan());
      record(TerminalMemory.settled(cutOff, new Unknown(cutOff.stan())))
          .onSuccess(ignored -> reverse());
    } else if (memory.owed() != null) {
      reverse();
    }
    return this;
  }

  public String name() {
    return settings.name();
  }

  /**
   * Asks for money.
   *
   * @param reference the till's own name of this payment: asked again with the same one, the
   *     terminal gives the result it has
   * @param amountMinor 1 or more
   * @return never fails but where the terminal's own file does, or where it is busy
   */
  public Future<PaymentResult> pay(String reference, long amountMinor, TestCard card, Entry entry) {
    return on(() -> ask(Request.Kind.PAYMENT, reference, amountMinor, card, entry));
  }

  /** Gives money back to a card; as {@link #pay}. */
  public Future<PaymentResult> refund(
      String reference, long amountMinor, TestCard card, Entry entry) {
    return on(() -> ask(Request.Kind.REFUND, reference, amountMinor, card, entry));
  }

  /** The result of an earlier payment or refund; null where there is none. */
  public Future<PaymentResult> resultOf(String reference) {
    return on(() -> Future.succeededFuture(memory.result(reference)));
  }

  /** Whether the other side answers an echo. */
  public Future<Boolean> echo() {
    return on(
        () -> {
          if (busy || memory.owed() != null) return Future.succeededFuture(false);
          busy = true;
          LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
          byte[] echo =
              messages.echo(memory.nextStan(), LOCAL.format(now), TRANSMISSION.format(now));
          return link.ask(echo)
              .map(answer -> settings.dialect().answers().networkAccepted().contains(answer.code()))
              .otherwise(false)
              .onComplete(ignored -> busy = false);
        });
  }

  /** Completes when no reversal is owed. */
  public Future<Void> settled() {
    return on(
        () -> {
          if (memory.owed() == null && memory.open() == null) return Future.succeededFuture();
          Promise<Void> settled = Promise.promise();
          untilSettled.add(settled);
          return settled.future();
        });
  }

  /**
   * What this terminal counted, by currency: {@code payments, paymentsMinor, refunds, refundsMinor,
   * declined, unknown, reversed, reversedMinor}; payments and refunds are those that stand.
   */
  public Future<JsonObject> totals() {
    return on(() -> Future.succeededFuture(memory.totals()));
  }

  /** 1 where a reversal is owed, else 0. */
  public Future<Integer> owed() {
    return on(() -> Future.succeededFuture(memory.owed() == null ? 0 : 1));
  }

  /** Stops. What is owed stays owed, and is sent after the next start. */
  public Future<Void> close() {
    return on(
        () -> {
          closed = true;
          return link.close()
              .compose(
                  ignored ->
                      vertx.executeBlocking(
                          () -> {
                            file.close();
                            return null;
                          }));
        });
  }

  private Future<PaymentResult> ask(
      Request.Kind kind, String reference, long amountMinor, TestCard card, Entry entry) {
    PaymentResult known = memory.result(reference);
    if (known != null) return Future.succeededFuture(known);
    if (memory.owed() != null) {
      return Future.succeededFuture(new Unsent("a reversal is owed first"));
    }
    if (busy || closed) {
      return Future.failedFuture(
          new IllegalStateException("terminal " + settings.name() + " serves another"));
    }
    Request request = request(kind, reference, amountMinor, card, entry);
    busy = true;
    return record(TerminalMemory.requested(request))
        .compose(durable -> link.ask(messages.financial(request)))
        .map(answer -> result(request, answer))
        .recover(failure -> orUnknown(request, failure))
        .compose(result -> record(TerminalMemory.settled(request, result)).map(result))
        .onComplete(
            ignored -> {
              busy = false;
              if (memory.owed() != null) reverse();
              else tellSettled();
            });
  }

  private Request request(
      Request.Kind kind, String reference, long amountMinor, TestCard card, Entry entry) {
    if (amountMinor < 1 || amountMinor > 999_999_999_999L) {
      throw new IllegalArgumentException(amountMinor + ": DE4 holds 1 to 12 digits, above 0");
    }
    return new Request(
        reference,
        kind,
        amountMinor,
        settings.currency(),
        card,
        entry,
        memory.nextStan(),
        LOCAL.format(LocalDateTime.now(ZoneId.systemDefault())),
        TRANSMISSION.format(LocalDateTime.now(ZoneOffset.UTC)));
  }

  private PaymentResult result(Request request, Answer answer) {
    String stan = request.stan();
    return switch (settings.dialect().answers().meaning(answer.code())) {
      case APPROVED ->
          new Approved(request.amountMinor(), stan, answer.rrn(), answer.authorizationCode());
      case PARTIALLY_APPROVED ->
          new Partial(answer.amountMinor(), stan, answer.rrn(), answer.authorizationCode());
      case DECLINED -> new Declined(stan, answer.code());
    };
  }

  private Future<PaymentResult> orUnknown(Request request, Throwable failure) {
    if (failure instanceof TerminalLink.NotConnected) {
      return Future.succeededFuture(new Unsent(failure.getMessage()));
    }
    if (failure instanceof TerminalLink.NoAnswer) {
      LOG.info("terminal {}: STAN {}: {}", settings.name(), request.stan(), failure.getMessage());
      return Future.succeededFuture(new Unknown(request.stan()));
    }
    return Future.failedFuture(failure);
  }

  /** Sends the reversal that is owed, and again, until it is acknowledged. */
  private void reverse() {
    Request owed = memory.owed();
    if (busy || closed || owed == null) return;
    busy = true;
    link.ask(messages.reversal(owed, reversalTries > 0))
        .map(Answer::code)
        .otherwise((String) null)
        .onSuccess(
            code -> {
              busy = false;
              boolean accepted =
                  code != null && settings.dialect().answers().reversalAccepted().contains(code);
              if (accepted) acknowledge(owed, code);
              else reverseLater(owed, code);
            });
  }

  private void acknowledge(Request owed, String code) {
    reversalTries = 0;
    record(TerminalMemory.reversed(owed, code)).onSuccess(ignored -> tellSettled());
  }

  private void tellSettled() {
    List<Promise<Void>> told = List.copyOf(untilSettled);
    untilSettled.clear();
    told.forEach(Promise::complete);
  }

  private void reverseLater(Request owed, String code) {
    if (closed) return;
    long waitMillis =
        Math.min(
            TerminalSettings.MAX_REVERSAL_MILLIS,
            settings.reversalMillis() << Math.min(reversalTries, 10));
    reversalTries++;
    if (code != null) {
      LOG.warn("terminal {}: reversal of STAN {}: {}", settings.name(), owed.stan(), code);
    }
    vertx.setTimer(waitMillis, ignored -> reverse());
  }

  private Future<Void> record(JsonObject entry) {
    memory.apply(entry);
    Future<Void> durable = file.append(entry);
    if (file.bytes() > MAX_FILE_BYTES) file.rewrite(memory.snapshot());
    return durable;
  }

  private <T> Future<T> on(Supplier<Future<T>> deed) {
    return affinity.call(deed);
  }
}
