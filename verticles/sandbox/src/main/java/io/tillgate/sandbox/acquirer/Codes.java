package io.tillgate.sandbox.acquirer;

import io.tillgate.wire.AnswerCodes;
import io.tillgate.wire.Dialect;
import java.util.Set;
import java.util.TreeSet;

/**
 * The response codes (DE39) that this host gives: those of the edition, where the dialect takes
 * them for what they mean.
 */
record Codes(
    String approved,
    String partiallyApproved,
    String doNotHonour,
    String notEnoughMoney,
    String expired,
    String invalid,
    String notSignedOn,
    String malfunction,
    String duplicate,
    String notUnderstood,
    String reversed,
    String reversalOfUnknown,
    String networkAccepted) {

  static Codes of(Dialect dialect) {
    AnswerCodes answers = dialect.answers();
    return switch (dialect.edition()) {
      case V1987 ->
          new Codes(
              one(answers.approved(), "00"),
              one(answers.partiallyApproved(), "10"),
              "05",
              "51",
              "54",
              "12",
              "58",
              "96",
              answers.duplicate(),
              answers.formatError(),
              one(answers.reversalAccepted(), "00"),
              one(answers.reversalAccepted(), "25"),
              one(answers.networkAccepted(), "00"));
      case V1993 ->
          new Codes(
              one(answers.approved(), "000"),
              one(answers.partiallyApproved(), "002"),
              "100",
              "116",
              "101",
              "902",
              "119",
              "909",
              answers.duplicate(),
              answers.formatError(),
              one(answers.reversalAccepted(), "400"),
              one(answers.reversalAccepted(), "914"),
              one(answers.networkAccepted(), "800"));
      case V2003 ->
          new Codes(
              one(answers.approved(), "0000"),
              one(answers.partiallyApproved(), "0002"),
              "1000",
              "1016",
              "1001",
              "9102",
              "9110",
              "9109",
              answers.duplicate(),
              answers.formatError(),
              one(answers.reversalAccepted(), "4000"),
              one(answers.reversalAccepted(), "9114"),
              one(answers.networkAccepted(), "8000"));
    };
  }

  private static String one(Set<String> known, String usual) {
    return known.contains(usual) ? usual : new TreeSet<>(known).first();
  }
}
