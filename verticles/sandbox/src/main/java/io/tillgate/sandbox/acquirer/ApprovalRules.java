package io.tillgate.sandbox.acquirer;

import io.tillgate.sandbox.terminal.TestCard;
import io.tillgate.wire.Pan;
import java.util.Set;

/**
 * Who is declined, so that a test or a demo sees every kind of answer without asking for it. An
 * amount is judged by its last two digits; refunds are judged by their card alone.
 *
 * @param doNotHonour endings that are declined without a reason
 * @param notEnoughMoney endings for which there is not enough money
 * @param inPart endings of which half is approved
 * @param listed cards that are always declined
 */
public record ApprovalRules(
    Set<Integer> doNotHonour,
    Set<Integer> notEnoughMoney,
    Set<Integer> inPart,
    Set<TestCard> listed) {

  /** About one payment in a hundred each. */
  public static final ApprovalRules USUAL =
      new ApprovalRules(Set.of(5), Set.of(51), Set.of(10), Set.of(TestCard.DECLINED));

  /** Everything is approved in full, listed and expired cards aside. */
  public static final ApprovalRules GENEROUS =
      new ApprovalRules(Set.of(), Set.of(), Set.of(), Set.of(TestCard.DECLINED));

  public ApprovalRules {
    doNotHonour = Set.copyOf(doNotHonour);
    notEnoughMoney = Set.copyOf(notEnoughMoney);
    inPart = Set.copyOf(inPart);
    listed = Set.copyOf(listed);
  }

  boolean lists(Pan pan) {
    return listed.stream().anyMatch(card -> card.hasNumber(pan.bytes()));
  }

  static int ending(long amountMinor) {
    return (int) (amountMinor % 100);
  }
}
