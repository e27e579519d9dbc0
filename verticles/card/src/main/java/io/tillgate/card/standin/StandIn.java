package io.tillgate.card.standin;

import io.tillgate.wire.Expiry;
import java.time.LocalDate;

/**
 * Whether the store may answer for its acquirer. All limits must hold (conf/acquirer/*.yaml, {@code
 * standIn}). {@link #decide} is pure; {@link #reserve} decides and takes the amount out of what is
 * left in one step, so that no two sales are approved for the same money. Any thread.
 */
public final class StandIn {
  /** What is said of a sale. */
  public sealed interface Answer {}

  public record Approved() implements Answer {}

  public record Declined(Decline reason) implements Answer {}

  private static final Answer APPROVED = new Approved();

  private final StandInLimits limits;
  private final Exposure exposure;

  public StandIn(StandInLimits limits, Exposure exposure) {
    this.limits = limits;
    this.exposure = exposure;
  }

  public StandInLimits limits() {
    return limits;
  }

  /** Decides, and counts what it approves as exposure before anybody else can decide. */
  public Answer reserve(String paymentId, OfflineSale sale, Circumstances around) {
    synchronized (exposure) {
      Answer answer = decide(sale, exposure, around);
      if (answer instanceof Approved) {
        exposure.approve(
            paymentId,
            sale.token(),
            sale.currency(),
            sale.amountMinor(),
            around.now().toEpochMilli());
      }
      return answer;
    }
  }

  /** The first limit that does not hold, or approval. */
  Answer decide(OfflineSale sale, Exposure owed, Circumstances around) {
    Decline reason = ofSale(sale, around);
    if (reason == null) reason = ofMoney(sale, owed, around);
    if (reason == null) reason = ofBox(around);
    return reason == null ? APPROVED : new Declined(reason);
  }

  private Decline ofSale(OfflineSale sale, Circumstances around) {
    if (!limits.kinds().contains(sale.kind())) return Decline.KIND;
    if (sale.card() == null || sale.token() == null) return Decline.CARD_UNKNOWN;
    if (!limits.brands().contains(sale.card().brand())) return Decline.BRAND;
    if (!limits.entryModes().contains(sale.card().entryMode())) return Decline.ENTRY_MODE;
    if (sale.hasPin() && !limits.pin()) return Decline.PIN;
    if (sale.isDebit() && !limits.debit()) return Decline.DEBIT;
    if (!sale.expiry().isKnown()) return Decline.EXPIRY_UNKNOWN;
    if (isPast(sale.expiry(), around)) return Decline.EXPIRED;
    if (around.isDenied()) return Decline.DENIED;
    return isDenyListOld(around.denyListAgeMillis()) ? Decline.DENY_LIST_OLD : null;
  }

  private static boolean isPast(Expiry expiry, Circumstances around) {
    return expiry.isPast(LocalDate.ofInstant(around.now(), around.zone()));
  }

  private boolean isDenyListOld(long ageMillis) {
    long most = limits.denyListMaxAgeMillis();
    return most > 0 && (ageMillis == DenyList.NO_AGE || ageMillis > most);
  }

  private Decline ofMoney(OfflineSale sale, Exposure owed, Circumstances around) {
    MoneyLimits money = limits.money().get(sale.currency());
    if (money == null) return Decline.CURRENCY;
    long amount = sale.amountMinor();
    String token = sale.token();
    if (amount > money.floorMinor()) return Decline.FLOOR_LIMIT;
    if (owed.cardCount(token) >= limits.cardCount()) return Decline.CARD_COUNT;
    if (exceeds(owed.cardSumMinor(token, sale.currency()), amount, money.cardSumMinor())) {
      return Decline.CARD_SUM;
    }
    long since = around.now().toEpochMilli() - limits.velocityMillis();
    if (owed.approvalsSince(token, since) >= limits.velocityCount()) return Decline.VELOCITY;
    if (owed.count() >= limits.storeCount()) return Decline.STORE_COUNT;
    return exceeds(owed.sumMinor(sale.currency()), amount, money.storeSumMinor())
        ? Decline.STORE_SUM
        : null;
  }

  /** Sums that overflow are above any limit. */
  private static boolean exceeds(long sum, long more, long limit) {
    return more > limit || sum > limit - more;
  }

  private Decline ofBox(Circumstances around) {
    if (!around.isClockSane()) return Decline.CLOCK;
    if (!around.hasDiskRoom()) return Decline.DISK;
    return around.freeKeys() <= limits.keysLeftFree() ? Decline.KEYS : null;
  }
}
