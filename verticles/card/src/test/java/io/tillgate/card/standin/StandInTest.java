package io.tillgate.card.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.standin.StandIn.Answer;
import io.tillgate.card.standin.StandIn.Approved;
import io.tillgate.card.standin.StandIn.Declined;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.CardRecord.EntryMode;
import io.tillgate.retail.payment.PaymentIntent.Kind;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Expiry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each limit, on both sides of its edge. */
public class StandInTest {
  private static final Instant NOON = Instant.parse("2026-09-15T12:00:00Z");
  private static final String TOKEN = "tk_bcdfghjkmnpqrstvbcdfghjkmnpqrstv";

  private static final StandInLimits LIMITS =
      limits(
          """
          enabled: true
          debitBins: ["4571"]
          money:
            EUR: {floorMinor: 5000, cardSumMinor: 8000, storeSumMinor: 20000}
            JPY: {floorMinor: 5000, cardSumMinor: 8000, storeSumMinor: 20000}
          cardCount: 3
          velocityCount: 4
          velocityMinutes: 60
          storeCount: 6
          denyListMaxAgeHours: 24
          keysLeftFree: 10
          """);

  private final Exposure exposure = new Exposure();
  private int sales;

  /** A profile of the shipped iso87-ascii with this section {@code standIn}. */
  public static Dialect dialect(String section) {
    return dialect("iso87-ascii", section);
  }

  /** A shipped profile with this section {@code standIn}. */
  public static Dialect dialect(String name, String section) {
    Path source = Path.of(System.getProperty("project.root"), "conf/acquirer", name + ".yaml");
    try {
      Path file = Files.createTempFile("standin", ".yaml");
      try {
        return Dialect.load(Files.writeString(file, with(Files.readString(source), section)));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A profile's text with this section in place of its own. */
  static String with(String profile, String section) {
    String bare = profile.replaceAll("(?m)^standIn:\n(?:[ #].*\n|\n)*", "");
    return bare + "\nstandIn:\n" + section.indent(2);
  }

  public static StandInLimits limits(String section) {
    return StandInLimits.of(dialect(section)).orElseThrow();
  }

  private static CardRecord card(String token, String brand, EntryMode mode) {
    return new CardRecord(token, "411111", "1111", brand, mode, null);
  }

  private static OfflineSale sale(long amountMinor) {
    CardRecord card = card(TOKEN, "visa", EntryMode.CHIP);
    return new OfflineSale(Kind.PURCHASE, card, expiry("3012"), amountMinor, "EUR", false, false);
  }

  private static Expiry expiry(String yymm) {
    return ExpiryOf.yymm(yymm);
  }

  private static Circumstances around(Instant now, ZoneId zone) {
    return new Circumstances(now, zone, true, false, 0, true, 100);
  }

  private static Circumstances fine() {
    return around(NOON, ZoneOffset.UTC);
  }

  private Answer decide(OfflineSale sale, Circumstances around) {
    return new StandIn(LIMITS, exposure).decide(sale, exposure, around);
  }

  private void approves(OfflineSale sale, Circumstances around) {
    Answer answer = decide(sale, around);
    assertTrue(answer instanceof Approved, answer::toString);
  }

  private void declines(Decline reason, OfflineSale sale, Circumstances around) {
    assertEquals(new Declined(reason), decide(sale, around));
  }

  private void approved(String token, String currency, long minor, Instant at) {
    exposure.approve("p" + ++sales, token, currency, minor, at.toEpochMilli());
  }

  private static OfflineSale of(Kind kind, CardRecord card, Expiry expiry) {
    return new OfflineSale(kind, card, expiry, 100, "EUR", false, false);
  }

  private static OfflineSale with(CardRecord card) {
    return of(Kind.PURCHASE, card, expiry("3012"));
  }

  @Test
  @DisplayName("RULES 1 stand-in: a purchase is approved, a refund or an inquiry is not")
  void onlyPurchasesUnlessTheProfileSaysSo() {
    CardRecord card = card(TOKEN, "visa", EntryMode.CHIP);
    approves(of(Kind.PURCHASE, card, expiry("3012")), fine());
    for (Kind kind : Kind.values()) {
      if (kind != Kind.PURCHASE) declines(Decline.KIND, of(kind, card, expiry("3012")), fine());
    }
  }

  @Test
  @DisplayName("RULES 1 stand-in: without a card number to count by, the answer is a decline")
  void aCardThatCannotBeCountedIsDeclined() {
    declines(Decline.CARD_UNKNOWN, with(null), fine());
    declines(Decline.CARD_UNKNOWN, with(card(null, "visa", EntryMode.CHIP)), fine());
  }

  @Test
  @DisplayName("RULES 1 stand-in: brand allowed")
  void brandsThatAreNotNamedAreDeclined() {
    approves(with(card(TOKEN, "mastercard", EntryMode.CHIP)), fine());
    declines(Decline.BRAND, with(card(TOKEN, "maestro", EntryMode.CHIP)), fine());
    declines(Decline.BRAND, with(card(TOKEN, "unknown", EntryMode.CHIP)), fine());
  }

  @Test
  @DisplayName("RULES 1 stand-in: entry mode allowed (chip, contactless; magstripe off by default)")
  void chipAndContactlessAloneByDefault() {
    for (EntryMode mode : EntryMode.values()) {
      OfflineSale sale = with(card(TOKEN, "visa", mode));
      if (mode == EntryMode.CHIP || mode == EntryMode.CONTACTLESS) approves(sale, fine());
      else declines(Decline.ENTRY_MODE, sale, fine());
    }
  }

  @Test
  @DisplayName("RULES 1 stand-in: no PIN or debit unless the profile says so")
  void noPinAndNoDebitUnlessTheProfileSaysSo() {
    CardRecord card = card(TOKEN, "visa", EntryMode.CHIP);
    OfflineSale pin = new OfflineSale(Kind.PURCHASE, card, expiry("3012"), 100, "EUR", true, false);
    OfflineSale debit =
        new OfflineSale(Kind.PURCHASE, card, expiry("3012"), 100, "EUR", false, true);
    declines(Decline.PIN, pin, fine());
    declines(Decline.DEBIT, debit, fine());
    StandInLimits lenient =
        limits("{enabled: true, pin: true, debit: true, denyListMaxAgeHours: 0}");
    StandIn standIn = new StandIn(lenient, exposure);
    assertTrue(standIn.decide(pin, exposure, fine()) instanceof Approved);
    assertTrue(standIn.decide(debit, exposure, fine()) instanceof Approved);
  }

  @Test
  @DisplayName("RULES 1 stand-in: not expired (valid to the month's end in the store's time zone)")
  void aCardIsValidToItsMonthsEndInTheStoresZone() {
    CardRecord card = card(TOKEN, "visa", EntryMode.CHIP);
    OfflineSale sale = of(Kind.PURCHASE, card, expiry("2609"));
    Instant lastSecond = Instant.parse("2026-09-30T23:59:59Z");
    approves(sale, around(lastSecond, ZoneOffset.UTC));
    declines(Decline.EXPIRED, sale, around(lastSecond.plusSeconds(1), ZoneOffset.UTC));
    ZoneId tokyo = ZoneId.of("Asia/Tokyo");
    ZoneId honolulu = ZoneId.of("Pacific/Honolulu");
    declines(Decline.EXPIRED, sale, around(lastSecond, tokyo));
    approves(sale, around(lastSecond.plusSeconds(9 * 3_600), honolulu));
    declines(Decline.EXPIRED, sale, around(lastSecond.plusSeconds(10 * 3_600 + 1), honolulu));
    declines(Decline.EXPIRY_UNKNOWN, of(Kind.PURCHASE, card, Expiry.UNKNOWN), fine());
  }

  @Test
  @DisplayName("RULES 1 stand-in: amount at most the floor limit of its currency")
  void theFloorLimitIsTheHighestAmount() {
    approves(sale(5_000), fine());
    declines(Decline.FLOOR_LIMIT, sale(5_001), fine());
    CardRecord card = card(TOKEN, "visa", EntryMode.CHIP);
    declines(
        Decline.CURRENCY,
        new OfflineSale(Kind.PURCHASE, card, expiry("3012"), 1, "USD", false, false),
        fine());
  }

  @Test
  @DisplayName("RULES 1 stand-in: count per card fingerprint")
  void aCardHasSoManySalesThatWait() {
    approved(TOKEN, "EUR", 1, NOON);
    approved(TOKEN, "JPY", 1, NOON);
    approves(sale(1), fine());
    approved(TOKEN, "EUR", 1, NOON);
    declines(Decline.CARD_COUNT, sale(1), fine());
    exposure.settle("p1");
    approves(sale(1), fine());
  }

  @Test
  @DisplayName("RULES 1 stand-in: sum per card fingerprint, to the cent and by currency")
  void aCardHasASumThatWaits() {
    approved(TOKEN, "EUR", 4_000, NOON);
    approved("tk_another", "EUR", 4_000, NOON);
    approves(sale(4_000), fine());
    declines(Decline.CARD_SUM, sale(4_001), fine());
    exposure.reduce("p1", 3_999);
    approves(sale(4_001), fine());
  }

  @Test
  @DisplayName("RULES 1 stand-in: velocity per card fingerprint, told or not")
  void aCardIsApprovedSoOftenAnHour() {
    for (int i = 0; i < 4; i++) approved(TOKEN, "EUR", 1, NOON.minusSeconds(3_599));
    for (int i = 1; i <= 4; i++) exposure.settle("p" + i);
    declines(Decline.VELOCITY, sale(1), fine());
    approves(sale(1), around(NOON.plusSeconds(1), ZoneOffset.UTC));
  }

  @Test
  @DisplayName("RULES 1 stand-in: the store's count and sum of all cards together")
  void theStoreHasACountAndASum() {
    for (int i = 1; i <= 4; i++) approved("tk_" + i, "EUR", 4_000, NOON);
    approves(sale(4_000), fine());
    declines(Decline.STORE_SUM, sale(4_001), fine());
    approved("tk_5", "JPY", 1, NOON);
    approves(sale(4_000), fine());
    approved("tk_6", "JPY", 1, NOON);
    declines(Decline.STORE_COUNT, sale(1), fine());
  }

  @Test
  @DisplayName(
      "RULES 1 stand-in: not on the deny list, and the list is younger than its maximum age")
  void theDenyListHoldsAndMustBeYoung() {
    long day = TimeUnit.HOURS.toMillis(24);
    UnaryOperator<Circumstances> denied =
        c -> new Circumstances(c.now(), c.zone(), true, true, 0, true, 100);
    declines(Decline.DENIED, sale(1), denied.apply(fine()));
    approves(sale(1), new Circumstances(NOON, ZoneOffset.UTC, true, false, day, true, 100));
    declines(
        Decline.DENY_LIST_OLD,
        sale(1),
        new Circumstances(NOON, ZoneOffset.UTC, true, false, day + 1, true, 100));
    declines(
        Decline.DENY_LIST_OLD,
        sale(1),
        new Circumstances(NOON, ZoneOffset.UTC, true, false, DenyList.NO_AGE, true, 100));
    StandIn without = new StandIn(limits("{enabled: true, denyListMaxAgeHours: 0}"), exposure);
    Circumstances none =
        new Circumstances(NOON, ZoneOffset.UTC, true, false, DenyList.NO_AGE, true, 100);
    assertTrue(without.decide(sale(1), exposure, none) instanceof Approved);
  }

  @Test
  @DisplayName("RULES 1 stand-in: clock sane, room on the disk, keys left for reversals")
  void theBoxMustBeFitForIt() {
    declines(
        Decline.CLOCK,
        sale(1),
        new Circumstances(NOON, ZoneOffset.UTC, false, false, 0, true, 100));
    declines(
        Decline.DISK, sale(1), new Circumstances(NOON, ZoneOffset.UTC, true, false, 0, false, 100));
    declines(
        Decline.KEYS, sale(1), new Circumstances(NOON, ZoneOffset.UTC, true, false, 0, true, 10));
    approves(sale(1), new Circumstances(NOON, ZoneOffset.UTC, true, false, 0, true, 11));
  }

  @Test
  void sumsThatOverflowAreAboveAnyLimit() {
    StandIn standIn =
        new StandIn(
            limits(
                """
                enabled: true
                denyListMaxAgeHours: 0
                money:
                  EUR: {floorMinor: 1000000000000, cardSumMinor: 1000000000000,
                    storeSumMinor: 1000000000000}
                """),
            exposure);
    approved(TOKEN, "EUR", Long.MAX_VALUE, NOON);
    assertEquals(new Declined(Decline.CARD_SUM), standIn.decide(sale(1_000), exposure, fine()));
  }
}
