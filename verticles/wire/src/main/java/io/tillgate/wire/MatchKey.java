package io.tillgate.wire;

import java.util.Objects;

/**
 * The identifying fields of one message, in characters, so that it may be compared with one of
 * another encoding. Holds no card data.
 *
 * <p>Not a key of a hash map as a whole, since answers may carry fewer fields than requests: file
 * requests under {@link #bucket()}, then ask {@link #matches}.
 */
public final class MatchKey {
  private final Matching matching;
  private final String bucket;
  private final String[] agree;

  MatchKey(Matching matching, MessageView message) {
    this.matching = matching;
    StringBuilder always = new StringBuilder();
    for (int field : matching.always()) {
      if (!message.has(field)) throw new BadMessage(BadMessage.Reason.MISSING_FIELD, field);
      always.append(message.text(field)).append('/');
    }
    bucket = always.toString();
    agree = new String[matching.agree().size()];
    for (int i = 0; i < agree.length; i++) {
      int field = matching.agree().get(i);
      if (message.has(field)) agree[i] = message.text(field).stripTrailing();
    }
  }

  /** The fields that both sides always carry; equal for a request and its answer. */
  public String bucket() {
    return bucket;
  }

  /** Whether the one answers the other: all that both carry is equal, and it is enough. */
  public boolean matches(MatchKey other) {
    if (!bucket.equals(other.bucket) || agree.length != other.agree.length) return false;
    int shared = 0;
    for (int i = 0; i < agree.length; i++) {
      if (agree[i] == null || other.agree[i] == null) continue;
      if (!Objects.equals(agree[i], other.agree[i])) return false;
      shared++;
    }
    return shared >= matching.atLeast();
  }

  @Override
  public String toString() {
    return bucket + String.join("/", nonNull());
  }

  private String[] nonNull() {
    String[] shown = new String[agree.length];
    for (int i = 0; i < agree.length; i++) shown[i] = agree[i] == null ? "-" : agree[i];
    return shown;
  }
}
