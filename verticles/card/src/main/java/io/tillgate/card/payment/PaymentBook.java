package io.tillgate.card.payment;

import io.tillgate.card.message.Request;
import io.tillgate.retail.payment.PaymentIntent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The payments that the edge knows: all that are open, and those closed within {@code
 * rememberMillis}, at most {@code remembered} of them, so that a repeated request gets its first
 * answer and a terminal's reversal finds what it undoes. State of the card context.
 */
final class PaymentBook {
  private final long rememberMillis;
  private final int remembered;
  private final Map<TerminalStan, Payment> byTerminal = new HashMap<>();

  /** Those whose message named the till's order. */
  private final Map<SameOrder, Payment> byOrder = new HashMap<>();

  /** Other trace numbers under which an order was asked again. */
  private final Map<TerminalStan, Payment> askedAgain = new HashMap<>();

  /** In the order in which they began, which is that of their offsets. */
  private final Map<String, Payment> open = new LinkedHashMap<>();

  private final Deque<Payment> closed = new ArrayDeque<>();

  private record TerminalStan(String terminal, String stan) {
    /** Both count upwards, so that sums of their hashes would meet all the time. */
    @Override
    public int hashCode() {
      return terminal.hashCode() * 0x9E3779B9
          + Integer.rotateLeft(stan.hashCode() * 0x85EBCA6B, 15);
    }
  }

  private record SameOrder(
      String terminal,
      String token,
      PaymentIntent.Kind kind,
      long amountMinor,
      String currency,
      String orderId) {}

  PaymentBook(long rememberMillis, int remembered) {
    this.rememberMillis = rememberMillis;
    this.remembered = remembered;
  }

  void open(Payment payment) {
    if (open.put(payment.id(), payment) != null) {
      throw new IllegalStateException("payment " + payment.id() + " is open already");
    }
    payment.older = byTerminal.put(key(payment.intent), payment);
    SameOrder order = order(payment.intent, payment.token);
    if (order != null) byOrder.put(order, payment);
  }

  private static SameOrder order(PaymentIntent intent, String token) {
    if (intent.orderId() == null || token == null) return null;
    return new SameOrder(
        intent.terminal(),
        token,
        intent.kind(),
        intent.amountMinor(),
        intent.currency(),
        intent.orderId());
  }

  /**
   * The payment of the same order: same terminal, card, kind, amount and order id, asked {@code
   * sinceMillis} or later, and in flight or approved and standing. Null where there is none: what
   * was declined or undone may be asked again.
   *
   * @param token of the card; null where it names none
   */
  Payment sameOrder(PaymentIntent intent, String token, long sinceMillis) {
    SameOrder order = order(intent, token);
    Payment same = order == null ? null : byOrder.get(order);
    if (same == null || same.begunMillis < sinceMillis) return null;
    boolean stands = same.isApproved() && same.reversal == null && !same.isVoid();
    return same.outcome() == null || stands ? same : null;
  }

  /** {@code payment} was asked again under another trace number, and may be reversed by it. */
  void askedAgain(Payment payment, String stan) {
    if (payment.otherStans.size() == Authorization.MAX_WAITING) return;
    if (payment.otherStans.isEmpty()) payment.otherStans = new ArrayList<>(1);
    payment.otherStans.add(stan);
    askedAgain.put(new TerminalStan(payment.intent.terminal(), stan), payment);
  }

  /** Nothing more is to be done about it; it is remembered for a while. */
  void close(Payment payment, long nowMillis) {
    open.remove(payment.id());
    payment.isClosed = true;
    payment.authorization = null;
    payment.closedMillis = nowMillis;
    closed.add(payment);
    forget(nowMillis);
  }

  /** A closed one has something to be done again: its terminal reverses it. */
  void reopen(Payment payment) {
    payment.isClosed = false; // its place among the closed is skipped when its turn comes
    open.put(payment.id(), payment);
  }

  /** Forgets a payment whose intent was refused by the journal: it never was. */
  void drop(Payment payment) {
    open.remove(payment.id());
    unlink(payment);
  }

  void forget(long nowMillis) {
    while (!closed.isEmpty()
        && (closed.size() > remembered
            || closed.peek().closedMillis + rememberMillis <= nowMillis)) {
      Payment oldest = closed.remove();
      if (oldest.isClosed) unlink(oldest);
    }
  }

  private void unlink(Payment payment) {
    byTerminal.computeIfPresent(key(payment.intent), (key, newest) -> without(newest, payment));
    SameOrder order = order(payment.intent, payment.token);
    if (order != null) byOrder.remove(order, payment);
    for (String stan : payment.otherStans) {
      askedAgain.remove(new TerminalStan(payment.intent.terminal(), stan), payment);
    }
  }

  private static Payment without(Payment newest, Payment gone) {
    if (newest == gone) return gone.older;
    for (Payment each = newest; each.older != null; each = each.older) {
      if (each.older == gone) {
        each.older = gone.older;
        break;
      }
    }
    return newest;
  }

  /**
   * The payment that {@code request} repeats: same terminal, STAN, local time, kind and amount.
   * Null where there is none.
   */
  Payment repeated(Request request) {
    Payment each = newest(request.terminal(), request.stan());
    for (; each != null; each = each.older) {
      PaymentIntent intent = each.intent;
      if (intent.amountMinor() == request.amountMinor()
          && intent.kind() == request.kind()
          && Objects.equals(intent.localDateTime(), request.localDateTime())) {
        return each;
      }
    }
    return null;
  }

  /**
   * The payment that {@code reversal} undoes in full: same terminal, original STAN and amount, and
   * the original local time and RRN where both name one. Null where none is remembered.
   */
  Payment undoneBy(Request reversal) {
    Request.Original original = reversal.original();
    String stan = originalStan(reversal);
    String time = original == null ? null : original.localDateTime();
    for (Payment each = newest(reversal.terminal(), stan); each != null; each = each.older) {
      if (isAmountOf(each, reversal)
          && fits(each.intent.localDateTime(), time)
          && fits(rrn(each), reversal.rrn())) {
        return each;
      }
    }
    Payment again = askedAgain.get(new TerminalStan(reversal.terminal(), stan));
    return again != null && isAmountOf(again, reversal) ? again : null;
  }

  /** The trace number of what {@code reversal} undoes. */
  static String originalStan(Request reversal) {
    Request.Original original = reversal.original();
    return original == null ? reversal.stan() : original.stan();
  }

  /** A reversal carries the original amount, or what was approved of it (RULES 1.12, 1.13). */
  private static boolean isAmountOf(Payment payment, Request reversal) {
    long amount = reversal.amountMinor();
    boolean approved = payment.isApproved() && payment.outcome().approvedMinor() == amount;
    return approved || payment.intent.amountMinor() == amount;
  }

  private static String rrn(Payment payment) {
    boolean answered = payment.outcome() != null && payment.outcome().rrn() != null;
    return answered ? payment.outcome().rrn() : payment.intent.rrn();
  }

  private static boolean fits(String one, String two) {
    return one == null || two == null || one.equals(two);
  }

  private Payment newest(String terminal, String stan) {
    return byTerminal.get(new TerminalStan(terminal, stan));
  }

  private static TerminalStan key(PaymentIntent intent) {
    return new TerminalStan(intent.terminal(), intent.stan());
  }

  /** Payments about which something is to be done, oldest first. */
  Iterable<Payment> open() {
    return open.values();
  }

  /** The open payment of this id; null where there is none. */
  Payment openPayment(String id) {
    return open.get(id);
  }

  int openCount() {
    return open.size();
  }

  /** The first journal offset that a start would need now; {@code next} where it needs none. */
  long firstNeeded(long next) {
    long first = next;
    for (Payment payment : closed) first = Math.min(first, payment.offset);
    for (Payment payment : open.values()) first = Math.min(first, payment.offset);
    return first;
  }
}
