package io.tillgate.card.message;

import io.tillgate.wire.MatchKey;
import io.tillgate.wire.Mti;

/**
 * What the edge reads of an answer.
 *
 * @param stan DE11; empty where the host left it out
 * @param terminal DE41, trimmed; empty where the message names none
 * @param responseCode DE39; empty where the host left it out
 * @param amountMinor DE4, or -1
 * @param authorizationCode DE38, or null
 * @param rrn DE37, or null
 * @param message the bytes without their frame, as the acquirer sent them
 */
public record Answer(
    int mti,
    MatchKey key,
    String stan,
    String terminal,
    String responseCode,
    long amountMinor,
    String authorizationCode,
    String rrn,
    byte[] message) {

  /** Names the message and its response code; never its contents. */
  @Override
  public String toString() {
    return Mti.text(mti) + " with response code " + responseCode;
  }
}
