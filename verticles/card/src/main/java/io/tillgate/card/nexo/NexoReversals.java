package io.tillgate.card.nexo;

import io.tillgate.card.nexo.NexoPayment.Transaction;
import io.tillgate.card.nexo.TerminalRoad.Answered;
import io.tillgate.card.nexo.TerminalRoad.Heard;
import io.tillgate.card.nexo.TerminalRoad.NotTaken;
import io.tillgate.card.payment.PaymentRecords;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.CaseClosed.Ending;
import io.tillgate.retail.payment.CaseKind;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalParked;
import io.tillgate.wire.RetryPace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reversals that the edge owes to terminals, one at a time for each, until each is done. What
 * the terminal did is asked first where it is not known: it may never have heard of the payment, or
 * have declined it, and a reversal of an earlier try may have reached it. Never given up; after
 * many tries parked in sight. State of the card context; the figures may be read by any thread.
 */
final class NexoReversals {
  private static final Logger LOG = LoggerFactory.getLogger(NexoReversals.class);
  private static final long NEVER = Long.MAX_VALUE;

  private final NexoMeans means;
  private final NexoSettings settings;
  private final NexoBook book;
  private final TerminalWords words;
  private final RetryPace pace;
  private final Map<String, NexoPayment> owed = new LinkedHashMap<>();

  /** By POIID; bounded by the terminals that open payments name. */
  private final Map<String, Lane> lanes = new HashMap<>();

  private int parked;
  private volatile Figures figures = new Figures(0, 0, NEVER);

  /** As {@link io.tillgate.card.payment.PaymentSwitch.Figures} has them. */
  record Figures(int owed, int parked, long oldestEpochMillis) {}

  private static final class Lane {
    final Deque<NexoPayment> ready = new ArrayDeque<>();
    boolean isBusy;
  }

  NexoReversals(NexoMeans means, NexoBook book, TerminalWords words) {
    this.means = means;
    this.settings = means.settings();
    this.book = book;
    this.words = words;
    this.pace = settings.pace();
  }

  Figures figures() {
    return figures;
  }

  /** Takes over {@code payment}, whose reversal is durable. */
  void owe(NexoPayment payment, NexoUndoing undoing) {
    payment.undoing = undoing;
    owed.put(payment.id(), payment);
    if (undoing.isParked) parked++;
    figuresChanged();
    if (!means.road().knows(payment.poiId())) {
      terminalIsGone(payment);
      return;
    }
    ready(payment);
  }

  private void terminalIsGone(NexoPayment payment) {
    LOG.error(
        "the reversal of payment {} is owed to nexo terminal {}, which is not in the settings. Put it"
            + " back under card.nexo.terminals and start again, or reverse the payment by hand",
        payment.id(),
        payment.poiId());
    park(payment, "the terminal is not in the settings any more");
  }

  private void ready(NexoPayment payment) {
    lanes.computeIfAbsent(payment.poiId(), added -> new Lane()).ready.add(payment);
    next(payment.poiId());
  }

  private void next(String poiId) {
    Lane lane = lanes.get(poiId);
    if (lane.isBusy || lane.ready.isEmpty()) return;
    lane.isBusy = true;
    step(lane.ready.remove());
  }

  private void free(NexoPayment payment) {
    lanes.get(payment.poiId()).isBusy = false;
  }

  private void again(NexoPayment payment) {
    NexoUndoing undoing = payment.undoing;
    free(payment);
    if (undoing.tries >= settings.triesBeforeParking()) {
      park(payment, undoing.tries + " messages to the terminal, last answer " + undoing.lastCode);
    }
    means.clock().after(pace.delayMillis(undoing.tries), () -> ready(payment));
    next(payment.poiId());
  }

  /** What is not known is asked first. */
  private void step(NexoPayment payment) {
    NexoUndoing undoing = payment.undoing;
    undoing.tries++;
    if (payment.transaction == null) {
      ask(payment, NexoAsk.PAYMENT, payment.key, heard -> ofPayment(payment, heard));
    } else if (undoing.isSent) {
      NexoKey ours = new NexoKey(settings.saleId(), payment.poiId(), undoing.serviceId());
      ask(payment, NexoAsk.REVERSAL, ours, heard -> ofReversal(payment, heard));
    } else {
      send(payment);
    }
  }

  private void ask(NexoPayment payment, String category, NexoKey about, Consumer<Heard> taker) {
    String id =
        NexoUndoing.serviceId(
            payment.id() + "!" + means.clock().epochMillis(), payment.undoing.tries);
    means.meters().inquiries.increment();
    means
        .road()
        .ask(
            payment.poiId(),
            NexoWriter.inquiry(settings.saleId(), id, category, about),
            settings.requestMillis(),
            taker);
  }

  /** The terminal tells what became of the payment that was given up. */
  private void ofPayment(NexoPayment payment, Heard heard) {
    NexoUndoing undoing = payment.undoing;
    NexoSaid said = said(payment, heard);
    if (said instanceof NexoSaid.Ended ended) {
      boolean approved = NexoPayment.isApproved(ended.outcome());
      late(payment, ended);
      if (!approved) {
        done(payment, ended.outcome().responseCode(), Ending.LATE_DECLINE);
      } else if (ended.transaction() == null) {
        undoing.lastCode = "an approval without POITransactionID";
        again(payment);
      } else {
        found(payment, ended.transaction());
      }
      return;
    }
    undoing.notFound = said instanceof NexoSaid.NotFound ? undoing.notFound + 1 : 0;
    if (undoing.notFound >= NexoInquiry.NOT_FOUND_IS_BELIEVED) {
      done(payment, "NotFound", Ending.NEVER_ARRIVED);
    } else {
      again(payment);
    }
  }

  private NexoSaid said(NexoPayment payment, Heard heard) {
    NexoSaid said = null;
    if (heard instanceof Answered answered) {
      try {
        TerminalWords.Clean clean = words.read(payment.poiId(), answered.message());
        said = NexoSaid.ofInquiry(payment, clean.message(), clean.card());
      } catch (BadNexo e) {
        said = new NexoSaid.Unclear(e.getMessage());
      }
    }
    payment.undoing.lastCode = said == null ? "none" : said.getClass().getSimpleName();
    return said;
  }

  private void late(NexoPayment payment, NexoSaid.Ended ended) {
    if (payment.lateAnswer != null) return;
    payment.lateAnswer =
        new LateAnswer(
            payment.id(), ended.outcome().responseCode(), ended.outcome().authorizationCode());
    means.log().conclude(new Entry[] {PaymentRecords.of(payment.lateAnswer)}, at -> {});
  }

  private void found(NexoPayment payment, Transaction transaction) {
    payment.transaction = transaction;
    book.named(payment);
    means
        .log()
        .conclude(new Entry[] {NexoRecords.found(payment.id(), transaction)}, at -> step(payment));
  }

  private void send(NexoPayment payment) {
    NexoUndoing undoing = payment.undoing;
    undoing.isSent = true;
    means.meters().reversalsSent.increment();
    means
        .road()
        .ask(
            payment.poiId(),
            NexoWriter.reversal(
                settings.saleId(), undoing.serviceId(), payment, means.clock().epochMillis()),
            settings.answerMillis(),
            heard -> sent(payment, heard));
  }

  private void sent(NexoPayment payment, Heard heard) {
    NexoUndoing undoing = payment.undoing;
    undoing.lastCode = "none";
    if (heard instanceof NotTaken) undoing.isSent = false;
    if (heard instanceof Answered answered) {
      answered(payment, answered.message(), false);
    } else {
      again(payment);
    }
  }

  /** What became of the reversal that was sent before. */
  private void ofReversal(NexoPayment payment, Heard heard) {
    payment.undoing.lastCode = "none";
    if (heard instanceof Answered answered) answered(payment, answered.message(), true);
    else again(payment);
  }

  private void answered(NexoPayment payment, byte[] message, boolean isInquiry) {
    NexoUndoing undoing = payment.undoing;
    String result;
    String condition;
    try {
      Json.Node container = words.read(payment.poiId(), message).message().container();
      Json.Node status = container.get("TransactionStatusResponse");
      Json.Node body = isInquiry ? repeated(status) : container.get("ReversalResponse");
      Json.Node telling = body != null ? body : status;
      result = body == null ? null : body.text("Response", "Result");
      condition = telling == null ? null : telling.text("Response", "ErrorCondition");
    } catch (BadNexo e) {
      again(payment);
      return;
    }
    undoing.lastCode = NexoSaid.condition(result == null ? condition : result);
    if ("Success".equals(result) || "Partial".equals(result)) {
      done(payment, "Success", Ending.LATE_APPROVAL_REVERSED);
    } else if (isInquiry && result == null && "NotFound".equals(condition)) {
      undoing.neverArrived(); // it may go under the same ServiceID
      free(payment);
      lanes.get(payment.poiId()).ready.addFirst(payment);
      next(payment.poiId());
    } else {
      if ("Failure".equals(result)) refused(payment, condition);
      again(payment);
    }
  }

  private static Json.Node repeated(Json.Node status) {
    return status == null
        ? null
        : status.at("RepeatedMessageResponse", "RepeatedResponseMessageBody", "ReversalResponse");
  }

  /** Its ServiceID is used up. */
  private void refused(NexoPayment payment, String condition) {
    NexoUndoing undoing = payment.undoing;
    undoing.lastCode = NexoSaid.condition(condition);
    undoing.refused();
    LOG.warn(
        "nexo terminal {} answered {} to the reversal of payment {}; it is repeated",
        payment.poiId(),
        undoing.lastCode,
        payment.id());
  }

  private void park(NexoPayment payment, String why) {
    NexoUndoing undoing = payment.undoing;
    if (undoing.isParked) return;
    undoing.isParked = true;
    parked++;
    figuresChanged();
    ReversalParked told = new ReversalParked(payment.id(), undoing.tries, undoing.lastCode);
    List<Entry> entries = new ArrayList<>(2);
    entries.add(PaymentRecords.of(told));
    String where = "nexo terminal " + payment.poiId();
    Entry opened = means.cases().opening(CaseKind.UNREVERSED, payment.id(), where, why);
    if (opened != null) entries.add(opened);
    means
        .log()
        .conclude(entries.toArray(Entry[]::new), at -> payment.is(payment.state().parked(told)));
  }

  private void done(NexoPayment payment, String code, Ending ending) {
    NexoUndoing undoing = payment.undoing;
    ReversalAcknowledged done = new ReversalAcknowledged(payment.id(), code, undoing.tries);
    List<Entry> entries = new ArrayList<>(3);
    entries.add(PaymentRecords.of(done));
    for (CaseKind kind : new CaseKind[] {CaseKind.UNKNOWN_RESULT, CaseKind.UNREVERSED}) {
      Entry closed = means.cases().closing(kind, payment.id(), ending, code);
      if (closed != null) entries.add(closed);
    }
    means.log().conclude(entries.toArray(Entry[]::new), at -> acknowledged(payment, done));
  }

  private void acknowledged(NexoPayment payment, ReversalAcknowledged done) {
    payment.is(payment.state().acknowledged(done));
    owed.remove(payment.id());
    if (payment.undoing.isParked) parked--;
    means.meters().reversalsAcknowledged.increment();
    book.close(payment, means.clock().monotonicMillis());
    figuresChanged();
    free(payment);
    next(payment.poiId());
  }

  private void figuresChanged() {
    long oldest = owed.isEmpty() ? NEVER : owed.values().iterator().next().undoing.sinceEpochMillis;
    figures = new Figures(owed.size(), parked, oldest);
  }
}
