package io.tillgate.pos;

/**
 * A request or a response that a filter does not let through. The words say what to do, and quote
 * nothing of it. Without a stack: it is an answer, not a fault.
 */
public final class NotPassed extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;

  /**
   * @param status what a till hears whose request it is; 502 where it is a response
   * @param type for programs and metrics; one of a few
   * @param words a sentence for whoever sent it
   */
  public NotPassed(int status, String type, String words) {
    super(words, null, false, false);
    this.status = status;
    this.type = type;
  }

  public int status() {
    return status;
  }

  public String type() {
    return type;
  }
}
