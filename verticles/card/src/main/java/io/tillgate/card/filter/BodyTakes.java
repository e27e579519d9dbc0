package io.tillgate.card.filter;

import io.tillgate.wire.TextNumber;
import java.nio.charset.StandardCharsets;

/** What is done with what is found in one body, and who hears of it. One thread. */
final class BodyTakes implements Takes {
  private static final byte[] NOTHING = {};

  private final Policy own;
  private final Tokens tokens;
  private final Findings findings;
  private final Findings.Place place;
  private Policy policy;

  BodyTakes(Policy policy, Tokens tokens, Findings findings, Findings.Place place) {
    this.own = policy;
    this.policy = policy;
    this.tokens = tokens;
    this.findings = findings;
    this.place = place;
  }

  Policy policy() {
    return policy;
  }

  /** From here on lengths stay. */
  void keepLengths() {
    policy = own.sameLength();
  }

  /** No more so. */
  void restore() {
    policy = own;
  }

  @Override
  public Rule net() {
    return policy.net();
  }

  @Override
  public boolean keepsCodes() {
    return policy.keepsCodes();
  }

  @Override
  public boolean isToken(byte[] digits, int length) {
    return tokens.isToken(digits, length);
  }

  @Override
  public Deed number(Rule by, byte[] digits, int length) {
    findings.number(place, by, digits, length);
    return switch (by.action()) {
      case TOKENISE -> new Deed(Action.TOKENISE, tokens.token(digits, length, by.digits()));
      case MASK ->
          new Deed(
              Action.MASK, TextNumber.masked(digits, length).getBytes(StandardCharsets.US_ASCII));
      case REVEAL, REMOVE -> new Deed(by.action(), NOTHING);
      case REFUSE ->
          throw new Refused(
              Refused.Reason.CARD_IN_BODY,
              "the body holds a card number, which must not be sent here (pos.backOffice)");
    };
  }

  @Override
  public void code(Rule by) {
    findings.code(place, by);
  }

  @Override
  public boolean revealed(boolean any) {
    if (any) findings.revealed(place);
    return true;
  }
}
