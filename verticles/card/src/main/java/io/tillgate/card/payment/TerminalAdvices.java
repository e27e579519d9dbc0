package io.tillgate.card.payment;

import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Request;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.CaseClosed.Ending;
import io.tillgate.retail.payment.CaseKind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The order of what terminals tell: of each terminal one advice at a time, in the order in which it
 * sent them; terminals beside each other. An advice stays its terminal's until the acquirer has
 * taken it. One that the acquirer refuses again and again opens a case, and holds up nobody. State
 * of the card context.
 */
final class TerminalAdvices {
  /** Of one terminal; a further one is not sent, and its terminal repeats it. */
  static final int MAX_WAITING = 64;

  /** So many refusals of the same advice, and a person is told. */
  static final int REFUSALS_BEFORE_CASE = 5;

  /** Advices whose refusals are counted; older ones are counted anew. */
  private static final int COUNTED = 1_000;

  private final Means means;
  private final BiConsumer<Origin, Request> send;

  /** Terminals of which an advice is at the acquirer, with those that wait behind it. */
  private final Map<String, Deque<Waiting>> lines = new HashMap<>();

  private final Map<String, Integer> refusals =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > COUNTED;
        }
      };

  private record Waiting(Origin origin, Request request) {}

  /**
   * @param send passes one on, and sees to it that {@link #over} is called once
   */
  TerminalAdvices(Means means, BiConsumer<Origin, Request> send) {
    this.means = means;
    this.send = send;
  }

  void told(Origin origin, Request request) {
    Deque<Waiting> line = lines.get(request.terminal());
    if (line == null) {
      lines.put(request.terminal(), new ArrayDeque<>(0));
      send.accept(origin, request);
    } else if (line.size() >= MAX_WAITING) {
      means.reply(origin, request, means.messages().codes().notSent(), null);
    } else {
      line.add(new Waiting(origin, request));
    }
  }

  /** One of {@code terminal} was answered or given up: the next goes. */
  void over(String terminal) {
    Deque<Waiting> line = lines.get(terminal);
    Waiting next = line.poll();
    while (next != null && !next.origin.isOpen()) {
      // its terminal sends it again over its next connection
      Arrays.fill(next.request.message(), (byte) 0);
      next.origin.stayAsking();
      next = line.poll();
    }
    if (next == null) lines.remove(terminal);
    else send.accept(next.origin, next.request);
  }

  /** The case that one more refusal opens; null where it opens none. */
  Entry refused(Request request, Answer answer) {
    means.meters().advicesRefused.increment();
    String where = where(request);
    int times = refusals.merge(where, 1, Integer::sum);
    if (times != REFUSALS_BEFORE_CASE) return null;
    return means
        .cases()
        .opening(
            CaseKind.POISON_ADVICE,
            null,
            where,
            "refused " + times + " times, last with " + answer.responseCode());
  }

  /** The case that its acceptance closes; null where none is open. */
  Entry taken(Request request) {
    String where = where(request);
    refusals.remove(where);
    return means.cases().closingAt(CaseKind.POISON_ADVICE, where, Ending.TAKEN, null);
  }

  private static String where(Request request) {
    return "terminal " + request.terminal() + ", STAN " + request.stan();
  }
}
