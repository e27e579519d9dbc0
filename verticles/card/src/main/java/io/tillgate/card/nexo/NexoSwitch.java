package io.tillgate.card.nexo;

import io.tillgate.card.nexo.CardCleaning.Cleaned;
import io.tillgate.card.nexo.NexoMessage.Header;
import io.tillgate.card.nexo.TerminalRoad.Answered;
import io.tillgate.card.nexo.TerminalRoad.Heard;
import io.tillgate.card.nexo.TerminalRoad.NoAnswer;
import io.tillgate.card.nexo.TerminalRoad.NotTaken;
import io.tillgate.retail.payment.CardRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Decides what becomes of every message that a till sends. Payments and reversals are recorded; an
 * inquiry about what the edge knows is answered by the edge; all other categories of the protocol
 * are passed on and back, clean of card numbers, unrecorded: their tills go on owning them.
 * Categories that the protocol does not have are refused. All calls and callbacks on the card
 * context.
 */
final class NexoSwitch {
  /** Passed on and back as they are. StoredValue among them: its till asks what became of it. */
  private static final Set<String> PASSED =
      Set.of(
          "Admin",
          "BalanceInquiry",
          "CardAcquisition",
          "CardReaderAPDU",
          "Display",
          "EnableService",
          "Event",
          "GetTotals",
          "Input",
          "InputUpdate",
          "Login",
          "Logout",
          "Loyalty",
          "Print",
          "Reconciliation",
          "StoredValue");

  private static final int BAD_REQUEST = 400;
  private static final int BAD_GATEWAY = 502;
  private static final int TOO_BUSY = 503;
  private static final int NO_ANSWER = 504;

  private final NexoMeans means;
  private final NexoBook book;
  private final TerminalWords words;
  private final NexoPayments payments;
  private final NexoReversals reversals;
  private int passing;

  NexoSwitch(NexoMeans means) {
    this.means = means;
    this.book = new NexoBook(means.settings().rememberMillis(), means.settings().remembered());
    this.words = new TerminalWords(means);
    this.reversals = new NexoReversals(means, book, words);
    this.payments = new NexoPayments(means, book, words, reversals);
  }

  /** Takes up what an earlier start left; nothing may be accepted before. */
  void recover(NexoFold fold) {
    List<NexoPayment> known = fold.payments(means.clock());
    for (NexoPayment payment : known) payments.resume(payment);
  }

  /**
   * Takes what a till asks.
   *
   * @param message in the clear; taken over, and zeroed when it was passed on
   */
  void accept(Till till, byte[] message) {
    NexoMessage request;
    try {
      request = NexoMessage.read(message);
      if (!request.name().equals(NexoMessage.REQUEST)) {
        throw new BadNexo("tills send SaleToPOIRequest");
      }
    } catch (BadNexo e) {
      Arrays.fill(message, (byte) 0);
      means.meters().refused("unreadable");
      till.refuse(BAD_REQUEST, e.getMessage());
      return;
    }
    try {
      take(till, request);
    } catch (BadNexo e) {
      Arrays.fill(message, (byte) 0);
      means.meters().refused("message format");
      till.answer(malformed(request.header(), e.getMessage()), ok -> {});
    }
  }

  /** In the protocol where it has an answer for that, else as its event "Reject". */
  private byte[] malformed(Header header, String why) {
    boolean isOurs =
        header.category().equals(NexoAsk.PAYMENT) || header.category().equals(NexoAsk.REVERSAL);
    long now = means.clock().epochMillis();
    return isOurs
        ? NexoWriter.failed(
            header, null, means.ids().get(), now, NexoWriter.failure("MessageFormat", why))
        : NexoWriter.reject(header, why, now);
  }

  private void take(Till till, NexoMessage request) {
    Header header = request.header();
    String category = header.category();
    boolean known =
        PASSED.contains(category)
            || Set.of("Payment", "Reversal", "TransactionStatus", "Abort", "Diagnosis")
                .contains(category);
    if (!known) throw new BadNexo("MessageCategory is none of the protocol's");
    means.meters().asked(category);
    if (!means.road().knows(header.poiId())) {
      throw new BadNexo("no terminal of that POIID is in the gateway's settings (card.nexo)");
    }
    Cleaned clean = clean(header, request);
    switch (category) {
      case "Payment" -> payment(till, request, NexoMessage.read(clean.bytes()));
      case "Reversal" -> reversal(till, request, NexoMessage.read(clean.bytes()));
      case "TransactionStatus" -> status(till, request);
      case "Abort" -> abort(till, request);
      case "Diagnosis" -> pass(till, request, means.settings().requestMillis());
      default -> pass(till, request, means.settings().answerMillis());
    }
  }

  /** A copy; a till may hand a keyed number to its terminal in its own place, and nowhere else. */
  private Cleaned clean(Header header, NexoMessage request) {
    Cleaned clean = CardCleaning.clean(request.bytes().clone());
    List<String> strays =
        clean.finds().stream().filter(find -> !find.endsWith("SensitiveCardData")).toList();
    if (!strays.isEmpty()) {
      words.found(
          "till %s of nexo terminal %s".formatted(header.saleId(), header.poiId()),
          new Cleaned(clean.bytes(), strays));
    }
    return clean;
  }

  private void payment(Till till, NexoMessage request, NexoMessage clean) {
    NexoAsk ask = NexoAsk.read(clean);
    NexoPayment known = book.of(ask.key());
    if (known != null) {
      repeat(till, ask, known);
      return;
    }
    if (refused(till, clean.header(), ask)) return;
    CardRecord card =
        means.cards().read(request.body().at("PaymentData", "PaymentInstrumentData"), null);
    payments.begin(till, ask, request.bytes(), card, null);
  }

  private void repeat(Till till, NexoAsk ask, NexoPayment known) {
    boolean same =
        known.ask.category().equals(ask.category())
            && (ask.amountMinor() < 0 || known.ask.amountMinor() == ask.amountMinor())
            && (ask.currency() == null || ask.currency().equals(known.ask.currency()))
            && known.ask.kind() == ask.kind()
            && Objects.equals(known.ask.undoes(), ask.undoes());
    if (same) {
      payments.again(till, known);
    } else {
      throw new BadNexo("this ServiceID was used for another request: take a new one");
    }
  }

  private boolean refused(Till till, Header header, NexoAsk ask) {
    String why = payments.refusal();
    if (why == null) return false;
    means.meters().refused("not now");
    till.answer(
        NexoWriter.failed(
            header,
            ask,
            means.ids().get(),
            means.clock().epochMillis(),
            NexoWriter.failure("UnavailableService", why)),
        ok -> {});
    return true;
  }

  private void reversal(Till till, NexoMessage request, NexoMessage clean) {
    NexoAsk ask = NexoAsk.read(clean);
    NexoPayment known = book.of(ask.key());
    if (known != null) {
      repeat(till, ask, known);
      return;
    }
    if (ask.undoes() == null) {
      throw new BadNexo("OriginalPOITransaction.POITransactionID.TransactionID is missing");
    }
    NexoPayment original = book.ofTransaction(poiOf(clean), ask.undoes());
    if (original == null || original.outcome() == null) {
      // Its currency is unknown, so it cannot be recorded; the till goes on owning it.
      means.meters().unrecorded.increment();
      pass(till, request, means.settings().answerMillis());
    } else if (original.isUndone) {
      till.answer(NexoWriter.alreadyReversed(clean.header()), ok -> {});
    } else if (!refused(till, clean.header(), ask)) {
      reverse(till, request, clean, ask, original);
    }
  }

  private static String poiOf(NexoMessage clean) {
    String named = clean.body().text("OriginalPOITransaction", "POIID");
    return named == null ? clean.header().poiId() : named;
  }

  private void reverse(
      Till till, NexoMessage request, NexoMessage clean, NexoAsk ask, NexoPayment original) {
    long standing = original.outcome().approvedMinor() - original.reversedMinor;
    NexoAsk whole = ask.of(clean, original.intent.currency(), standing);
    if (whole.amountMinor() > standing || standing == 0) {
      Arrays.fill(request.bytes(), (byte) 0);
      till.answer(
          NexoWriter.failed(
              clean.header(),
              NexoWriter.failure(
                  "NotAllowed",
                  "of this payment %s %s stand"
                      .formatted(
                          Amounts.decimal(standing, original.intent.currency()),
                          original.intent.currency()))),
          ok -> {});
    } else {
      payments.begin(till, whole, request.bytes(), null, original);
    }
  }

  private void status(Till till, NexoMessage request) {
    Json.Node body = request.body();
    NexoPayment about = about(request.header(), body);
    if (about == null) {
      pass(till, request, means.settings().requestMillis());
    } else {
      payments.status(till, request.header(), about);
    }
  }

  /** What a message refers to, by its number, or as the till's last; null where it is not known. */
  private NexoPayment about(Header header, Json.Node body) {
    Json.Node reference = body == null ? null : body.get("MessageReference");
    String service = reference == null ? null : reference.text("ServiceID");
    String sale = reference == null ? null : reference.text("SaleID");
    String poi = reference == null ? null : reference.text("POIID");
    String saleId = sale == null ? header.saleId() : sale;
    String poiId = poi == null ? header.poiId() : poi;
    return service == null
        ? book.lastOf(saleId, poiId)
        : book.of(new NexoKey(saleId, poiId, service));
  }

  /**
   * The terminal decides between an abort and its own answer; what it was not sent it is spared.
   */
  private void abort(Till till, NexoMessage request) {
    NexoPayment about = about(request.header(), request.body());
    if (about != null && payments.abort(about)) {
      till.answer(new byte[0], ok -> {});
    } else {
      pass(till, request, means.settings().requestMillis());
    }
  }

  private void pass(Till till, NexoMessage request, long timeoutMillis) {
    Header header = request.header();
    if (passing >= means.settings().maxInFlight()) {
      Arrays.fill(request.bytes(), (byte) 0);
      means.meters().refused("not now");
      till.refuse(TOO_BUSY, passing + " messages wait for terminals already (maxInFlight)");
      return;
    }
    passing++;
    means
        .road()
        .ask(
            header.poiId(),
            request.bytes(),
            timeoutMillis,
            heard -> {
              passing--;
              passBack(till, header, heard);
            });
    Arrays.fill(request.bytes(), (byte) 0);
  }

  private void passBack(Till till, Header header, Heard heard) {
    if (heard instanceof Answered answered) {
      answer(till, header, answered.message());
    } else if (header.category().equals("Diagnosis")) {
      till.answer(NexoWriter.unreachable(header, why(heard)), ok -> {});
    } else if (header.category().equals("TransactionStatus")) {
      till.answer(
          NexoWriter.failed(header, NexoWriter.failure("UnreachableHost", why(heard))), ok -> {});
    } else if (header.category().equals(NexoAsk.REVERSAL)) {
      till.answer(
          NexoWriter.failed(header, NexoWriter.failure("UnreachableHost", why(heard))), ok -> {});
    } else {
      till.refuse(heard instanceof NotTaken ? BAD_GATEWAY : NO_ANSWER, why(heard));
    }
  }

  private static String why(Heard heard) {
    if (heard instanceof NotTaken not) return not.why();
    return heard instanceof NoAnswer none ? none.why() : "";
  }

  private void answer(Till till, Header header, byte[] message) {
    if (message.length == 0) {
      till.answer(message, ok -> {});
      return;
    }
    try {
      till.answer(words.read(header.poiId(), message).message().bytes(), ok -> {});
    } catch (BadNexo e) {
      till.refuse(BAD_GATEWAY, "the terminal's answer is unreadable: " + e.getMessage());
    }
  }

  /** New payments are refused from now on. */
  void stopTaking() {
    payments.stopTaking();
  }

  int inFlight() {
    return payments.inFlight();
  }

  /** Forgets closed payments that are too old to be asked about. */
  void tick() {
    book.forget(means.clock().monotonicMillis());
  }

  long firstNeeded(long next) {
    return book.firstNeeded(next);
  }

  NexoReversals.Figures figures() {
    return reversals.figures();
  }

  /** What is open, for tests. */
  NexoBook book() {
    return book;
  }
}
