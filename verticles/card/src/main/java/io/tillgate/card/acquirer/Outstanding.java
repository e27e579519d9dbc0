package io.tillgate.card.acquirer;

import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Request;
import io.tillgate.wire.MatchKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who waits for which answer, by the fields that the dialect matches on ({@link MatchKey}): never
 * the STAN alone. An answer that fits two requests is given to neither.
 *
 * <p>Not thread-safe: state of the card context. At most {@code capacity} wait; what was given up
 * stays {@code lateMillis}, at most {@code capacity} of them, so that its late answer is known.
 *
 * @param <L> the link that a request was sent over
 */
final class Outstanding<L> {
  private final int capacity;
  private final long lateMillis;
  private final Map<Place, Waiting<L>> places = new HashMap<>();
  private final Line<L> waiting = new Line<>();
  private final Line<L> late = new Line<>();

  /** How many of all name no terminal. */
  private int unnamed;

  /** Where requests are kept: what both sides always carry, and the terminal, or "". */
  private record Place(String bucket, String terminal) {
    /** Terminals and STANs count upwards: sums of their hashes would meet all the time. */
    @Override
    public int hashCode() {
      return terminal.hashCode() * 0x9E3779B9
          + Integer.rotateLeft(bucket.hashCode() * 0x85EBCA6B, 15);
    }
  }

  Outstanding(int capacity, long lateMillis) {
    if (capacity < 1) throw new IllegalArgumentException("capacity " + capacity);
    this.capacity = capacity;
    this.lateMillis = lateMillis;
  }

  /** Requests that still may be answered in time. */
  int size() {
    return waiting.size;
  }

  boolean isFull() {
    return waiting.size >= capacity;
  }

  /** Whether an answer to {@code exchange} would also fit another that waits already. */
  boolean isAmbiguous(Exchange exchange, int expectedMti) {
    Request request = exchange.request();
    Matches<L> rivals = new Matches<>(request.key(), expectedMti, exchange);
    look(request.key().bucket(), request.terminal(), rivals);
    return rivals.waiting > 0;
  }

  /** {@code exchange} waits from now on; an earlier try of the same exchange is forgotten. */
  void add(Exchange exchange, int expectedMti, L link, long nowMillis, long timeoutMillis) {
    if (isFull()) throw new IllegalStateException("the window of " + capacity + " is full");
    if (exchange.isRetried()) cancel(exchange);
    Waiting<L> added = new Waiting<>(exchange, expectedMti, link, nowMillis + timeoutMillis);
    added.neighbour = places.put(added.place, added);
    if (added.place.terminal.isEmpty()) unnamed++;
    waiting.insert(added);
  }

  /**
   * Hands {@code answer} to its request.
   *
   * @return false where nobody waits for it, or two do and nothing tells them apart
   */
  boolean answered(Answer answer) {
    Waiting<L> found = find(answer);
    if (found == null) return false;
    forget(found);
    if (found.isLate) {
      found.exchange.answeredLate(answer);
    } else {
      found.exchange.answered(answer);
    }
    return true;
  }

  private Waiting<L> find(Answer answer) {
    Matches<L> matches = new Matches<>(answer.key(), answer.mti(), null);
    look(answer.key().bucket(), answer.terminal(), matches);
    return matches.waiting + matches.late == 1 ? matches.last : null;
  }

  /**
   * Shows {@code matches} all that may fit. Who names a terminal fits those that name the same or
   * none; who names none, which is rare, may fit any.
   */
  private void look(String bucket, String terminal, Matches<L> matches) {
    if (terminal.isEmpty()) {
      places.forEach((place, first) -> matches.lookAt(first));
      return;
    }
    matches.lookAt(places.get(new Place(bucket, terminal)));
    if (unnamed > 0) matches.lookAt(places.get(new Place(bucket, "")));
  }

  private static Place place(Exchange exchange) {
    return new Place(exchange.request().key().bucket(), exchange.request().terminal());
  }

  /** What fits a key, itself excepted. */
  private static final class Matches<L> {
    private final MatchKey key;
    private final int expectedMti;
    private final Exchange except;
    private int waiting;
    private int late;
    private Waiting<L> last;

    Matches(MatchKey key, int expectedMti, Exchange except) {
      this.key = key;
      this.expectedMti = expectedMti;
      this.except = except;
    }

    void lookAt(Waiting<L> first) {
      for (Waiting<L> each = first; each != null; each = each.neighbour) {
        if (each.exchange == except || each.expectedMti != expectedMti) continue;
        if (!each.key.matches(key)) continue;
        last = each;
        if (each.isLate) late++;
        else waiting++;
      }
    }
  }

  /** How many {@link #expire} would give up. */
  int due(long nowMillis) {
    int due = 0;
    for (Waiting<L> each = waiting.first; each != null; each = each.after) {
      if (each.deadlineMillis > nowMillis) break;
      due++;
    }
    return due;
  }

  /** Gives up whatever waited until {@code nowMillis}. */
  void expire(long nowMillis) {
    late.takeUntil(nowMillis).forEach(this::unlink);
    List<Waiting<L>> expired = waiting.takeUntil(nowMillis);
    expired.forEach(gone -> keepLate(gone, nowMillis));
    expired.forEach(gone -> gone.exchange.timedOut());
  }

  /** Whether anything waits that was sent over {@code link}. */
  boolean isAwaited(L link) {
    for (Waiting<L> each = waiting.first; each != null; each = each.after) {
      if (each.link == link) return true;
    }
    return false;
  }

  /** Gives up whatever was sent over {@code link}. */
  void linkLost(L link, long nowMillis) {
    List<Waiting<L>> lost = waiting.takeAll(link);
    lost.forEach(gone -> keepLate(gone, nowMillis));
    lost.forEach(gone -> gone.exchange.linkLost());
  }

  /** Forgets {@code exchange}: nothing is called back any more. */
  void cancel(Exchange exchange) {
    Waiting<L> each = places.get(place(exchange));
    for (; each != null; each = each.neighbour) {
      if (each.exchange == exchange) {
        forget(each);
        return;
      }
    }
  }

  private void keepLate(Waiting<L> gone, long nowMillis) {
    if (!gone.exchange.mindsLateAnswers()) {
      unlink(gone);
      return;
    }
    if (late.size >= capacity) unlink(late.removeFirst());
    gone.isLate = true;
    gone.deadlineMillis = nowMillis + lateMillis;
    late.insert(gone);
  }

  private void forget(Waiting<L> gone) {
    (gone.isLate ? late : waiting).remove(gone);
    unlink(gone);
  }

  private void unlink(Waiting<L> gone) {
    if (gone.place.terminal.isEmpty()) unnamed--;
    Waiting<L> head = places.get(gone.place);
    if (head != gone) {
      while (head.neighbour != gone) head = head.neighbour;
      head.neighbour = gone.neighbour;
    } else if (gone.neighbour == null) {
      places.remove(gone.place);
    } else {
      places.put(gone.place, gone.neighbour);
    }
  }

  /** One request in its place in a line, and beside those of the same bucket. */
  private static final class Waiting<L> {
    final Exchange exchange;

    /** As they were when it was sent: another try of the exchange may have others. */
    final Place place;

    final MatchKey key;
    final int expectedMti;
    final L link;
    long deadlineMillis;
    boolean isLate;
    Waiting<L> neighbour;
    Waiting<L> before;
    Waiting<L> after;

    Waiting(Exchange exchange, int expectedMti, L link, long deadlineMillis) {
      this.exchange = exchange;
      this.place = Outstanding.place(exchange);
      this.key = exchange.request().key();
      this.expectedMti = expectedMti;
      this.link = link;
      this.deadlineMillis = deadlineMillis;
    }
  }

  /** A list in the order of deadlines. Time-outs are few and constant: an insert is at the end. */
  private static final class Line<L> {
    private Waiting<L> first;
    private Waiting<L> last;
    int size;

    void insert(Waiting<L> added) {
      Waiting<L> place = last;
      while (place != null && place.deadlineMillis > added.deadlineMillis) place = place.before;
      added.before = place;
      added.after = place == null ? first : place.after;
      if (added.after == null) last = added;
      else added.after.before = added;
      if (place == null) first = added;
      else place.after = added;
      size++;
    }

    void remove(Waiting<L> gone) {
      if (gone.before == null) first = gone.after;
      else gone.before.after = gone.after;
      if (gone.after == null) last = gone.before;
      else gone.after.before = gone.before;
      gone.before = null;
      gone.after = null;
      size--;
    }

    Waiting<L> removeFirst() {
      Waiting<L> gone = first;
      remove(gone);
      return gone;
    }

    List<Waiting<L>> takeUntil(long nowMillis) {
      if (first == null || first.deadlineMillis > nowMillis) return List.of();
      List<Waiting<L>> taken = new ArrayList<>();
      while (first != null && first.deadlineMillis <= nowMillis) taken.add(removeFirst());
      return taken;
    }

    List<Waiting<L>> takeAll(L link) {
      List<Waiting<L>> taken = new ArrayList<>();
      for (Waiting<L> each = first; each != null; ) {
        Waiting<L> next = each.after;
        if (each.link == link) {
          remove(each);
          taken.add(each);
        }
        each = next;
      }
      return taken;
    }
  }
}
