package io.tillgate.wire;

/**
 * A stream that cannot be cut into messages. There is no way to find the next frame after one, so
 * the connection is of no more use.
 */
public final class BadFrame extends RuntimeException {
  /** What is wrong. */
  public enum Reason {
    LENGTH_NOT_DIGITS("the length is not made of digits"),
    LENGTH_TOO_SMALL("the length leaves no room for a message"),
    LENGTH_OVER_MAXIMUM("the length is over the maximum"),
    LENGTH_DIFFERS("the length in front is not that of the message"),
    READER_CLOSED("the reader is closed, or refused an earlier frame");

    private final String explanation;

    Reason(String explanation) {
      this.explanation = explanation;
    }
  }

  private final Reason reason;

  public BadFrame(Reason reason) {
    super(reason.explanation, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
