package io.tillgate.wire;

import java.util.Arrays;
import java.util.Collection;

/**
 * The message types of a dialect, and which answers which. Pairs are data, since some hosts answer
 * 0400 with 0430.
 */
public final class MessageTypes {
  /** One request with its answer. A number of -1 means that there is none. */
  public record Type(int request, String name, int answer, int repeat) {}

  private static final int NONE = -1;
  private static final int HIGHEST = 9_999;

  private final short[] answers = new short[HIGHEST + 1];
  private final short[] repeats = new short[HIGHEST + 1];
  private final boolean[] known = new boolean[HIGHEST + 1];
  private final boolean[] notices = new boolean[HIGHEST + 1];

  MessageTypes(Collection<Type> types) {
    Arrays.fill(answers, (short) NONE);
    Arrays.fill(repeats, (short) NONE);
    for (Type type : types) {
      known[type.request()] = true;
      notices[type.request()] = type.answer() == NONE;
      answers[type.request()] = (short) type.answer();
      if (type.answer() != NONE) known[type.answer()] = true;
      if (type.repeat() != NONE) {
        known[type.repeat()] = true;
        answers[type.repeat()] = (short) type.answer();
        repeats[type.request()] = (short) type.repeat();
        repeats[type.repeat()] = (short) type.repeat();
      }
    }
  }

  public boolean isKnown(int mti) {
    return mti >= 0 && mti <= HIGHEST && known[mti];
  }

  /** Whether an answer is owed to this type. */
  public boolean isRequest(int mti) {
    return answer(mti) != NONE;
  }

  /** Whether a message of this type may be sent and nobody answers it. */
  public boolean isNotice(int mti) {
    return mti >= 0 && mti <= HIGHEST && notices[mti];
  }

  /** The type that answers a request or its repeat; -1 where none does. */
  public int answer(int request) {
    return request >= 0 && request <= HIGHEST ? answers[request] : NONE;
  }

  /** The type under which a request is sent again; -1 where it keeps its own. */
  public int repeat(int request) {
    return request >= 0 && request <= HIGHEST ? repeats[request] : NONE;
  }
}
