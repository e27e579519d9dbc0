package io.tillgate.pos;

import io.tillgate.retail.Flaw;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Why a request was not done, as {@code application/problem+json} (RFC 9457). The detail says what
 * to do.
 *
 * @param type last part of the problem's URN; stable, for programs
 * @param flaws the places, for a body that is not right
 * @param retryAfterSeconds 0 where the same request will never do
 */
record Problem(
    int status, String type, String title, String detail, List<Flaw> flaws, int retryAfterSeconds) {
  static final String MEDIA_TYPE = "application/problem+json";
  private static final int SOON_SECONDS = 1;
  private static final int LATER_SECONDS = 5;

  private Problem(int status, String type, String title, String detail) {
    this(status, type, title, detail, List.of(), 0);
  }

  static Problem badJson(BadJson bad) {
    List<Flaw> place = bad.pointer().isEmpty() ? List.of() : List.of(at(bad));
    return new Problem(400, "bad-json", "Not the JSON expected", bad.getMessage(), place, 0);
  }

  static Problem badRequest(String detail) {
    return new Problem(400, "bad-request", "Bad request", detail);
  }

  static Problem unauthorized() {
    return new Problem(
        401,
        "unauthorized",
        "No valid key",
        "Send one of this edge's keys: authorization: Bearer <key>.");
  }

  static Problem notFound(String detail) {
    return new Problem(404, "not-found", "Nothing here", detail);
  }

  static Problem wrongMethod(String allowed) {
    return new Problem(
        405, "wrong-method", "Method not allowed", "This address takes " + allowed + ".");
  }

  static Problem slowBody(long millis) {
    return new Problem(
        408,
        "slow-body",
        "The body came too slowly",
        "It was not complete after " + millis + " ms (bodyTimeoutMillis). Send it again.");
  }

  static Problem conflict() {
    return new Problem(
        409,
        "conflict",
        "This id belongs to another event",
        "An event of this id but with other contents is already recorded and stays as it is. Use"
            + " a new UUID for a new event.");
  }

  static Problem tooLarge(int maxBytes) {
    return new Problem(
        413,
        "too-large",
        "The body is too large",
        "At most " + maxBytes + " bytes (maxBodyBytes). Split a batch into several requests.");
  }

  static Problem batchTooLong(int maxEvents) {
    return new Problem(
        413,
        "batch-too-long",
        "Too many events in one batch",
        "At most " + maxEvents + " (maxBatchEvents). Split it into several requests.");
  }

  static Problem longAddress(int maxBytes) {
    return new Problem(
        414,
        "long-address",
        "The address is too long",
        "At most "
            + maxBytes
            + " bytes with method and version (pos.limits.maxUrlBytes). Send a shorter one.");
  }

  static Problem longHeaders(int maxBytes) {
    return new Problem(
        431,
        "long-headers",
        "The headers are too long",
        "At most "
            + maxBytes
            + " bytes together (pos.limits.maxHeaderBytes). Send fewer; large cookies are the usual"
            + " cause.");
  }

  static Problem notHttp() {
    return new Problem(
        400, "not-http", "Not a request", "What was sent is not HTTP/1.1 as this edge reads it.");
  }

  static Problem wrongMediaType() {
    return new Problem(
        415,
        "wrong-media-type",
        "Not a body that is read here",
        "Send content-type: application/json, in UTF-8 and without content-encoding.");
  }

  static Problem wrongShape(List<Flaw> flaws) {
    return new Problem(
        422,
        "wrong-shape",
        "The event does not have the right shape",
        "Correct the places in errors; /v1/schemas has the schemas. Nothing was recorded.",
        flaws,
        0);
  }

  static Problem wrongSums(List<Flaw> flaws) {
    return new Problem(
        422,
        "wrong-sums",
        "The event contradicts itself",
        "Correct the places in errors; amounts are minor units. Nothing was recorded.",
        flaws,
        0);
  }

  static Problem cardNumber(List<Flaw> flaws) {
    return new Problem(
        422,
        "card-number",
        "There is a card number in the event",
        "Take it out of the places in errors. Nothing was recorded.",
        flaws,
        0);
  }

  static Problem busy(String limit) {
    return new Problem(
        503,
        "busy",
        "Too much at once",
        "The edge is at its limit (" + limit + "). Send the same request again; it is safe.",
        List.of(),
        SOON_SECONDS);
  }

  /** Whether it is recorded is not known yet; the same request will be told. */
  static Problem unanswered(long millis) {
    return new Problem(
        503,
        "unanswered",
        "The disk has not answered",
        "Not durable after "
            + millis
            + " ms (answerTimeoutMillis). Send the same request again; it is safe.",
        List.of(),
        SOON_SECONDS);
  }

  static Problem full() {
    return new Problem(
        503,
        "journal-full",
        "The edge cannot record more",
        "Its disk is full or behind. Nothing was recorded. Keep the event and send it again.",
        List.of(),
        LATER_SECONDS);
  }

  static Problem journalFailed() {
    return new Problem(
        503,
        "journal-failed",
        "The edge cannot record",
        "Its journal has failed and it must restart. Keep the event and send it again, with the"
            + " same id.",
        List.of(),
        LATER_SECONDS);
  }

  static Problem backOffice(int status, String type, String detail, int retryAfterSeconds) {
    return new Problem(
        status, type, "The back office does not answer", detail, List.of(), retryAfterSeconds);
  }

  /** Of a request that a filter does not let through. */
  static Problem notPassed(NotPassed why) {
    return new Problem(
        why.status(), why.type(), "The request is not passed on", sentence(why), List.of(), 0);
  }

  /** Of a response that a filter does not let through. */
  static Problem answerNotPassed(NotPassed why) {
    return new Problem(502, why.type(), "The answer is not passed on", sentence(why), List.of(), 0);
  }

  private static String sentence(NotPassed why) {
    String words = why.getMessage();
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }

  static Problem ownFault() {
    return new Problem(
        500,
        "own-fault",
        "The edge made a mistake",
        "It is in the edge's log. Keep the event and send it again, with the same id.");
  }

  JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("type", "urn:tillgate:problem:" + type)
            .put("title", title)
            .put("status", status)
            .put("detail", detail);
    if (!flaws.isEmpty()) {
      JsonArray errors = new JsonArray();
      for (Flaw flaw : flaws) {
        JsonObject error =
            new JsonObject().put("pointer", flaw.pointer()).put("reason", flaw.reason());
        if (flaw.offByMinor() != null) error.put("offByMinor", flaw.offByMinor());
        errors.add(error);
      }
      json.put("errors", errors);
    }
    return json;
  }

  private static Flaw at(BadJson bad) {
    return new Flaw(bad.pointer(), bad.getMessage());
  }
}
