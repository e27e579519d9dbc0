package io.tillgate.sandbox.nexo;

import io.vertx.core.json.JsonObject;

/**
 * What goes wrong at a sandbox terminal; all of it may be changed while it runs.
 *
 * @param loseAnswers payments and reversals are carried out, and the connection is closed instead
 *     of an answer
 * @param loseRequests the connection is closed before anything was done
 * @param silent answers to payments and reversals never come
 * @param inquiriesSilent answers to inquiries never come
 * @param httpStatus 0, or what is answered instead of anything
 * @param refuse the ErrorCondition that every payment ends with, or null
 * @param refuseReversals the ErrorCondition that every reversal ends with, or null
 * @param offline approves by itself, without a host (OnlineFlag false)
 * @param partialPerMille how much of a payment is approved; 1000: all
 * @param tipMinor what its customer adds
 * @param leakPan puts the card's full number where the protocol has a place for it, and where not
 * @param garbage answers what is no JSON
 * @param currency answers in this one, or null
 */
public record NexoFaults(
    boolean loseAnswers,
    boolean loseRequests,
    boolean silent,
    boolean inquiriesSilent,
    int httpStatus,
    String refuse,
    String refuseReversals,
    boolean offline,
    int partialPerMille,
    long tipMinor,
    boolean leakPan,
    boolean garbage,
    String currency) {
  public static final NexoFaults NONE = of(new JsonObject());

  /** What is left out does not go wrong. */
  public static NexoFaults of(JsonObject json) {
    return new NexoFaults(
        json.getBoolean("loseAnswers", false),
        json.getBoolean("loseRequests", false),
        json.getBoolean("silent", false),
        json.getBoolean("inquiriesSilent", false),
        json.getInteger("httpStatus", 0),
        json.getString("refuse"),
        json.getString("refuseReversals"),
        json.getBoolean("offline", false),
        json.getInteger("partialPerMille", 1_000),
        json.getLong("tipMinor", 0L),
        json.getBoolean("leakPan", false),
        json.getBoolean("garbage", false),
        json.getString("currency"));
  }

  public JsonObject json() {
    return new JsonObject()
        .put("loseAnswers", loseAnswers)
        .put("loseRequests", loseRequests)
        .put("silent", silent)
        .put("inquiriesSilent", inquiriesSilent)
        .put("httpStatus", httpStatus)
        .put("refuse", refuse)
        .put("refuseReversals", refuseReversals)
        .put("offline", offline)
        .put("partialPerMille", partialPerMille)
        .put("tipMinor", tipMinor)
        .put("leakPan", leakPan)
        .put("garbage", garbage)
        .put("currency", currency);
  }
}
