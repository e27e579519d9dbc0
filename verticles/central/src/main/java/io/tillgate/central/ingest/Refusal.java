package io.tillgate.central.ingest;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** Why a batch was not landed. None of it is stored, and the edge still has it. */
public sealed interface Refusal {

  /** The batch begins after {@code next}, the first offset that central does not have. */
  record Gap(long next) implements Refusal {}

  /** Another node owns the shard, or nobody does yet; ask again. */
  record NotOwner() implements Refusal {}

  /** More batches wait for this edge or this shard than may. */
  record Busy() implements Refusal {}

  /** The database does not answer, or not in time. */
  record Unavailable(String reason) implements Refusal {}

  /** Not a batch; sending it again will not help. */
  record Malformed(String reason) implements Refusal {}

  int GAP = 409;
  int NOT_OWNER = 421;
  int BUSY = 429;
  int UNAVAILABLE = 503;
  int MALFORMED = 400;

  /** As it fails a future. */
  default Refused refused() {
    return new Refused(this);
  }

  /** Its number on the event bus. */
  default int code() {
    if (this instanceof Gap) return GAP;
    if (this instanceof NotOwner) return NOT_OWNER;
    if (this instanceof Busy) return BUSY;
    if (this instanceof Malformed) return MALFORMED;
    return UNAVAILABLE;
  }

  /** Its text on the event bus: for a gap the next offset, else the reason. */
  default String text() {
    if (this instanceof Gap gap) return Long.toString(gap.next());
    if (this instanceof Unavailable unavailable) return unavailable.reason();
    if (this instanceof Malformed malformed) return malformed.reason();
    return toString();
  }

  /** What a failed request over the event bus says. A road that is broken reads as no owner. */
  static Refusal of(Throwable failure) {
    if (failure instanceof Refused refused) return refused.refusal();
    if (!(failure instanceof ReplyException reply)) return new Unavailable(failure.toString());
    if (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE) return new NotOwner();
    return switch (reply.failureCode()) {
      case GAP -> new Gap(Long.parseLong(reply.getMessage()));
      case NOT_OWNER -> new NotOwner();
      case BUSY -> new Busy();
      case MALFORMED -> new Malformed(reply.getMessage());
      default -> new Unavailable(reply.getMessage());
    };
  }

  /** A refusal on its way through futures. */
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    private Refused(Refusal refusal) {
      super(refusal.toString(), null, false, false);
      this.refusal = refusal;
    }

    public Refusal refusal() {
      return refusal;
    }
  }
}
