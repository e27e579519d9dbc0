package io.tillgate.uplink;

/** What central said, or that it said nothing. */
sealed interface Answer {
  /** 200: all below {@code next} is durable at central. */
  record Taken(long next) implements Answer {}

  /** 409: central lacks records before the batch, from {@code next} on. */
  record Gap(long next) implements Answer {}

  /** 503: nobody can take it now. */
  record Busy(long retryAfterMillis) implements Answer {}

  /** Central will not take it, now or later: 400, 401, 403, 404, 413. */
  record Refused(String reason) implements Answer {}

  /** No answer, or one that is none; whether central acted on the request is unknown. */
  record Failed(String reason, boolean isTimeout) implements Answer {}
}
