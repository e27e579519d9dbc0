package io.tillgate.central.ingest;

import io.tillgate.retail.Refund;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.Sale;
import io.tillgate.retail.StockMovement;
import io.tillgate.retail.Tender;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseOpened;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one batch changes in the tables; all of it is written in one transaction. */
final class Changes {

  /** A sale or refund that is new. */
  record Fresh<T extends RetailEvent>(Source source, long offset, T fact, Content content) {}

  /**
   * @param digest null where derived from a sale or a refund
   */
  record Moved(StockMovement movement, byte[] digest) {}

  /**
   * @param subject {@code sale} or {@code refund}
   */
  record Tendered(String subject, RetailEvent of, int place, Tender tender) {}

  /** An event with an id that is taken and another content. */
  record Conflict(Source source, long offset, String subject, String subjectId, String reason) {}

  /** One event in its journal. */
  record Placed(Source source, Reading reading) {}

  record Paid(Source source, PaymentState state) {}

  /** What was told of something else, at the edge's time. */
  record Told<T>(Source source, Instant at, T fact) {}

  final List<Placed> events = new ArrayList<>();
  final List<Placed> problems = new ArrayList<>();
  final List<Conflict> conflicts = new ArrayList<>();
  final List<Fresh<Sale>> sales = new ArrayList<>();
  final List<Fresh<Refund>> refunds = new ArrayList<>();
  final List<Tendered> tenders = new ArrayList<>();
  final List<Moved> movements = new ArrayList<>();
  final Map<String, Paid> payments = new LinkedHashMap<>();

  /** By id: one statement must not meet a row twice. */
  final Map<String, Told<CaseOpened>> casesOpened = new LinkedHashMap<>();

  final Map<String, Told<CaseClosed>> casesClosed = new LinkedHashMap<>();

  /** By token, and so in one order for all who write at once. */
  final Map<String, Told<Reading.ForVault>> sealedCards = new TreeMap<>();

  final Totals totals = new Totals();

  /** Events that repeat what is known, and change nothing. */
  int repeats;

  Collection<Paid> payments() {
    return payments.values();
  }
}
