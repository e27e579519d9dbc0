package io.tillgate.card.standin;

import io.tillgate.retail.payment.CardRecord.EntryMode;
import io.tillgate.retail.payment.PaymentIntent.Kind;
import io.tillgate.wire.Dialect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When the store may answer for an acquirer that cannot be asked: the section {@code standIn} of
 * its profile (conf/acquirer/*.yaml). All limits must hold. Immutable; any thread.
 *
 * @param kinds what may be approved: purchase, authorization. purchase
 * @param brands all that are known, debit brands left out
 * @param entryModes how the card may be read. chip, contactless
 * @param pin whether a request with a PIN may be approved, which nobody verifies then. false
 * @param debit whether debit may: its holder may have no money. false
 * @param debitBins beginnings of card numbers that are of debit, 1-8 digits, beside what the
 *     terminal says. None
 * @param money by ISO 4217 letters; a currency that is not named is not approved. EUR, GBP, USD
 * @param cardCount sales of one card that may wait to be told. 3
 * @param velocityCount approvals of one card within {@code velocityMillis}, told or not. 3
 * @param velocityMillis at most a day. 1 h
 * @param storeCount sales of the store that may wait to be told. 100
 * @param denyListMaxAgeMillis older than this the deny list is as good as none; 0: works without
 *     one. 7 days
 * @param clockToleranceMillis by how much the wall clock may be off. 2 min
 * @param keysLeftFree one-time keys that offline sales leave to reversals and refunds. 64
 * @param answer what terminals hear
 * @param advice how the acquirer is told
 */
public record StandInLimits(
    Set<Kind> kinds,
    Set<String> brands,
    Set<EntryMode> entryModes,
    boolean pin,
    boolean debit,
    List<String> debitBins,
    Map<String, MoneyLimits> money,
    int cardCount,
    int velocityCount,
    long velocityMillis,
    int storeCount,
    long denyListMaxAgeMillis,
    long clockToleranceMillis,
    int keysLeftFree,
    OfflineAnswer answer,
    AdviceRule advice) {

  public StandInLimits {
    kinds = Set.copyOf(kinds);
    brands = Set.copyOf(brands);
    entryModes = Set.copyOf(entryModes);
    debitBins = List.copyOf(debitBins);
    money = Map.copyOf(money);
  }

  /**
   * The limits that a profile sets; empty where it has no stand-in, or one that is off.
   *
   * @throws io.tillgate.wire.BadDialect where the section cannot be used: file, line and reason
   */
  public static Optional<StandInLimits> of(Dialect dialect) {
    return dialect.section("standIn").flatMap(section -> LimitsReader.read(section, dialect));
  }
}
