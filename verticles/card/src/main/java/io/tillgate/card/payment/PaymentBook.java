package io.tillgate.card.payment;

import io.tillgate.card.message.Request;
import io.tillgate.retail.payment.PaymentIntent;
import java.util.ArrayDeque;
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

  PaymentBook(long rememberMillis, int remembered) {
    this.rememberMillis = rememberMillis;
    this.remembered = remembered;
  }

  void open(Payment payment) {
    if (open.put(payment.id(), payment) != null) {
      throw new IllegalStateException("payment " + payment.id() + " is open already");
    }
    payment.older = byTerminal.put(key(payment.intent), payment);
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
    String stan = original == null ? reversal.stan() : original.stan();
    String time = original == null ? null : original.localDateTime();
    for (Payment each = newest(reversal.terminal(), stan); each != null; each = each.older) {
      if (each.intent.amountMinor() == reversal.amountMinor()
          && fits(each.intent.localDateTime(), time)
          && fits(rrn(each), reversal.rrn())) {
        return each;
      }
    }
    return null;
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
