package io.tillgate.card.filter;

/**
 * A message that may not pass. The words say what to do, and never hold what was found. Without a
 * stack: it is an answer, not a fault.
 */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Why a message was refused; {@link #type} is for programs and metrics. */
  public enum Reason {
    /** A card number in an address or a header. */
    CARD_IN_HEAD("card-number-in-head"),
    /** A card number in a body whose route says {@code refuse}. */
    CARD_IN_BODY("card-number-in-body"),
    /** A content coding, charset or part that cannot be read. */
    UNREADABLE("unreadable-body"),
    /** A part of a body, in which a number could be cut in two. */
    PARTIAL("partial-body"),
    /** Deeper or longer than the bounds of the filter. */
    TOO_DEEP("body-beyond-bounds");

    private final String type;

    Reason(String type) {
      this.type = type;
    }

    public String type() {
      return type;
    }
  }

  Refused(Reason reason, String words) {
    super(words, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
