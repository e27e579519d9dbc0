package io.tillgate.card.cases;

import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseKind;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cases in the log, in words for whoever reads it at night. An acquirer that falls silent makes
 * thousands at once: at most {@link #LINES_A_MINUTE} are told one by one, the others by their
 * number. Card context.
 */
final class CaseWords {
  static final int LINES_A_MINUTE = 30;

  private static final Logger LOG = LoggerFactory.getLogger("io.tillgate.card.cases");
  private static final long MINUTE_MILLIS = 60_000;

  private final Clock clock;
  private long minute = Long.MIN_VALUE;
  private int lines;
  private int untold;

  CaseWords(Clock clock) {
    this.clock = clock;
  }

  void opened(Case open) {
    if (!mayTell()) return;
    LOG.warn("case {} is open: {}. {}", open.id(), about(open), next(open.kind()));
  }

  private static String about(Case open) {
    String what =
        switch (open.kind()) {
          case UNKNOWN_RESULT -> "what became of payment " + open.paymentId() + " is not known";
          case UNREVERSED -> "payment " + open.paymentId() + " cannot be reversed so far";
          case POISON_ADVICE -> "the acquirer makes nothing of an advice";
          case CARD_NUMBER_FOUND -> "a card number lay where none may be";
          case DECLINED_AFTER_STAND_IN ->
              "payment " + open.paymentId() + ", which the store approved, was declined";
        };
    return what + " (" + open.where() + "): " + open.detail();
  }

  private static String next(CaseKind kind) {
    return switch (kind) {
      case UNKNOWN_RESULT -> "It closes by itself when the acquirer takes the reversal";
      case UNREVERSED -> "The reversal goes on; ask the acquirer why it is refused";
      case POISON_ADVICE -> "It is still tried, behind all others; ask the acquirer why";
      case CARD_NUMBER_FOUND -> "Find out who sends it there, then close the case";
      case DECLINED_AFTER_STAND_IN -> "The loss is the store's; enter it, then close the case";
    };
  }

  void closed(Case closed, CaseClosed.Ending ending, String detail) {
    if (!mayTell()) return;
    LOG.info(
        "case {} is closed: {} ({}){}",
        closed.id(),
        what(ending),
        closed.paymentId() == null ? closed.where() : "payment " + closed.paymentId(),
        detail == null ? "" : ": " + detail);
  }

  private static String what(CaseClosed.Ending ending) {
    return switch (ending) {
      case REVERSAL_ACKNOWLEDGED -> "the acquirer took the reversal";
      case NEVER_ARRIVED -> "the acquirer never heard of it";
      case LATE_APPROVAL_REVERSED -> "an approval came late and is reversed";
      case LATE_DECLINE -> "it was declined, too late to be told";
      case FOUND_BY_INQUIRY -> "the acquirer was asked and told";
      case TAKEN -> "the acquirer took it after all";
      case REFUSED -> "the acquirer refused it for good";
      case VOIDED -> "it was undone before the acquirer heard of it";
      case CLOSED_BY_PERSON -> "a person closed it";
    };
  }

  private boolean mayTell() {
    long now = clock.millis() / MINUTE_MILLIS;
    if (now != minute) {
      if (untold > 0) LOG.warn("{} more cases were opened or closed in a minute", untold);
      minute = now;
      lines = 0;
      untold = 0;
    }
    if (lines++ < LINES_A_MINUTE) return true;
    untold++;
    return false;
  }
}
