package io.tillgate.card.standin;

import io.tillgate.retail.IsoCurrency;
import io.tillgate.retail.payment.CardRecord.EntryMode;
import io.tillgate.retail.payment.PaymentIntent.Kind;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.Mti;
import io.tillgate.wire.Pan;
import io.tillgate.wire.YamlSection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Reads the section {@code standIn}; what it leaves out is right for a small shop. */
final class LimitsReader {
  private static final List<String> CREDIT_BRANDS =
      List.of("visa", "mastercard", "amex", "diners", "discover", "jcb", "unionpay");
  private static final long MAX_MINOR = 1_000_000_000_000L;
  private static final int MAX_COUNT = 60_000;
  private static final Map<String, MoneyLimits> MONEY =
      Map.of(
          "EUR", new MoneyLimits(5_000, 10_000, 100_000),
          "GBP", new MoneyLimits(5_000, 10_000, 100_000),
          "USD", new MoneyLimits(5_000, 10_000, 100_000));

  private final YamlSection section;
  private final Dialect dialect;

  private LimitsReader(YamlSection section, Dialect dialect) {
    this.section = section;
    this.dialect = dialect;
  }

  /** Empty where it is off; it is checked in any case. */
  static Optional<StandInLimits> read(YamlSection section, Dialect dialect) {
    boolean isOn = section.yes("enabled");
    StandInLimits limits = new LimitsReader(section, dialect).limits();
    section.end();
    return isOn ? Optional.of(limits) : Optional.empty();
  }

  static AdviceRule usual(Dialect dialect) {
    return new LimitsReader(null, dialect).advice(null);
  }

  private StandInLimits limits() {
    Set<Kind> kinds = kinds();
    return new StandInLimits(
        kinds,
        section.has("brands") ? brands() : Set.copyOf(CREDIT_BRANDS),
        section.has("entryModes") ? entryModes() : Set.of(EntryMode.CHIP, EntryMode.CONTACTLESS),
        section.has("pin") && section.yes("pin"),
        section.has("debit") && section.yes("debit"),
        section.has("debitBins") ? debitBins() : List.of(),
        section.has("money") ? money(section.section("money")) : MONEY,
        number("cardCount", 1, MAX_COUNT, 3),
        number("velocityCount", 1, Exposure.MAX_RECENT, 3),
        TimeUnit.MINUTES.toMillis(number("velocityMinutes", 1, 1_440, 60)),
        number("storeCount", 1, MAX_COUNT, 100),
        TimeUnit.HOURS.toMillis(number("denyListMaxAgeHours", 0, 8_760, 168)),
        TimeUnit.SECONDS.toMillis(number("clockToleranceSeconds", 1, 86_400, 120)),
        number("keysLeftFree", 0, 65_536, 64),
        answer(),
        advice());
  }

  private int number(String key, long least, long most, int otherwise) {
    return section.has(key) ? (int) section.number(key, least, most) : otherwise;
  }

  private Set<Kind> kinds() {
    List<Kind> kinds =
        section.has("kinds")
            ? section.list("kinds", "purchase or authorization", LimitsReader::kind)
            : List.of(Kind.PURCHASE);
    for (Kind kind : kinds) {
      int advice = (kind == Kind.PURCHASE ? 220 : 120) + 1_000 * dialect.edition().digit();
      if (!dialect.messages().isRequest(advice)) {
        throw section.refuse(
            "kinds", "needs the advice " + Mti.text(advice) + " with its answer in 'messages'");
      }
    }
    return Set.copyOf(kinds);
  }

  private static Kind kind(String text) {
    return switch (text) {
      case "purchase" -> Kind.PURCHASE;
      case "authorization" -> Kind.AUTHORIZATION;
      default -> null;
    };
  }

  private Set<String> brands() {
    String wanted = "a brand (" + String.join(", ", new TreeSet<>(Pan.brands())) + ")";
    return Set.copyOf(
        section.list("brands", wanted, text -> Pan.brands().contains(text) ? text : null));
  }

  private Set<EntryMode> entryModes() {
    String wanted = "an entry mode (chip, contactless, magstripe, keyed, stored)";
    return Set.copyOf(section.list("entryModes", wanted, LimitsReader::entryMode));
  }

  private static EntryMode entryMode(String text) {
    for (EntryMode mode : EntryMode.values()) {
      boolean isNamed = mode.name().toLowerCase(Locale.ROOT).equals(text);
      if (isNamed && mode != EntryMode.UNKNOWN) return mode;
    }
    return null;
  }

  private List<String> debitBins() {
    return section.list(
        "debitBins", "1 to 8 digits, quoted", text -> text.matches("[0-9]{1,8}") ? text : null);
  }

  private static Map<String, MoneyLimits> money(YamlSection byCurrency) {
    Map<String, MoneyLimits> money = new TreeMap<>();
    for (String currency : byCurrency.keys()) {
      if (IsoCurrency.of(currency).isEmpty()) {
        throw byCurrency.refuse(currency, "is no currency of ISO 4217, such as EUR");
      }
      YamlSection row = byCurrency.section(currency);
      long floor = row.number("floorMinor", 0, MAX_MINOR);
      long card = row.number("cardSumMinor", floor, MAX_MINOR);
      long store = row.number("storeSumMinor", card, MAX_MINOR);
      row.end();
      money.put(currency, new MoneyLimits(floor, card, store));
    }
    byCurrency.end();
    return money;
  }

  private OfflineAnswer answer() {
    if (!section.has("answer")) return answer(null);
    YamlSection answer = section.section("answer");
    OfflineAnswer read = answer(answer);
    answer.end();
    return read;
  }

  private OfflineAnswer answer(YamlSection answer) {
    String code = Collections.min(dialect.answers().approved());
    if (answer != null && answer.has("code")) {
      code = answer.text("code");
      if (!dialect.answers().approved().contains(code)) {
        throw answer.refuse("code", "is none that 'answers.approved' names");
      }
    }
    String prefix = "OF";
    if (answer != null && answer.has("authorizationPrefix")) {
      prefix = answer.text("authorizationPrefix");
      if (!prefix.matches("[A-Za-z0-9]{1,3}")) {
        throw answer.refuse("authorizationPrefix", "must be 1 to 3 letters or digits");
      }
    }
    Map<Integer, String> marker = Map.of();
    if (answer != null && answer.has("marker")) {
      marker = values(answer, "marker");
    } else if (takes(44, "OFFLINE")) {
      marker = Map.of(44, "OFFLINE");
    }
    Map<Decline, String> codes =
        answer != null && answer.has("declineCodes")
            ? declineCodes(answer.section("declineCodes"))
            : Map.of(Decline.EXPIRED, ofLength("54", "101", "1001"));
    return new OfflineAnswer(code, prefix, marker, codes);
  }

  private Map<Decline, String> declineCodes(YamlSection section) {
    Map<Decline, String> codes = new EnumMap<>(Decline.class);
    for (String key : section.keys()) {
      Decline reason = null;
      for (Decline each : Decline.values()) if (each.toString().equals(key)) reason = each;
      if (reason == null) {
        throw section.refuse(key, "is no reason: they are " + List.of(Decline.values()));
      }
      String code = section.text(key);
      if (!isCode(code) || dialect.answers().approved().contains(code)) {
        throw section.refuse(key, "must be a response code that does not approve");
      }
      codes.put(reason, code);
    }
    section.end();
    return codes;
  }

  /** Fields with a fixed value each, which must fit. */
  private Map<Integer, String> values(YamlSection of, String key) {
    YamlSection map = of.section(key);
    Map<Integer, String> values = new TreeMap<>();
    for (String number : map.keys()) {
      int field = field(number);
      String value = map.text(number);
      if (field < 0) throw map.refuse(number, "is no field of this dialect");
      if (!takes(field, value)) throw map.refuse(number, "holds card data, or does not fit");
      if (field == 4 || field == 11 || field == 39 || field == 41) {
        throw map.refuse(number, "is set by the edge");
      }
      values.put(field, value);
    }
    map.end();
    return values;
  }

  private int field(String text) {
    int number = text.matches("[1-9][0-9]{0,2}") ? Integer.parseInt(text) : -1;
    return dialect.field(number).isPresent() ? number : -1;
  }

  private boolean takes(int field, String value) {
    if (dialect.field(field).isEmpty() || !dialect.isRecordable(field)) return false;
    try (MessageBuilder builder = new MessageBuilder(dialect)) {
      builder.start(0).text(field, value);
      return true;
    } catch (BadMessage doesNotFit) {
      return false;
    }
  }

  private boolean isCode(String text) {
    return text.length() == dialect.field(39).orElseThrow().maxLength() && takes(39, text);
  }

  private AdviceRule advice() {
    if (!section.has("advice")) return usual(dialect);
    YamlSection advice = section.section("advice");
    AdviceRule read = advice(advice);
    advice.end();
    return read;
  }

  private AdviceRule advice(YamlSection advice) {
    boolean tracks = advice != null && advice.has("tracks") && advice.yes("tracks");
    return new AdviceRule(
        advice != null && advice.has("copy") ? copy(advice, tracks) : copy(),
        tracks,
        advice != null && advice.has("set") ? values(advice, "set") : Map.of(),
        advice != null && advice.has("accepted")
            ? codes(advice, "accepted")
            : dialect.answers().approved(),
        advice != null && advice.has("tryAgain") ? codes(advice, "tryAgain") : tryAgain(),
        number(advice, "triesBeforeParking", 1, 1_000, 5),
        number(advice, "maxInFlight", 1, 256, 16),
        TimeUnit.SECONDS.toMillis(number(advice, "holdSeconds", 1, 60, 5)));
  }

  private static int number(YamlSection from, String key, long least, long most, int otherwise) {
    return from != null && from.has(key) ? (int) from.number(key, least, most) : otherwise;
  }

  private List<Integer> copy() {
    List<Integer> copy = new ArrayList<>(dialect.reversal().copy());
    for (int field : new int[] {14, 22, 23, 55}) {
      if (!copy.contains(field) && dialect.field(field).isPresent()) copy.add(field);
    }
    copy.removeIf(field -> !mayBeKept(field, false));
    return copy;
  }

  private List<Integer> copy(YamlSection advice, boolean tracks) {
    List<Integer> copy =
        advice.list(
            "copy",
            "a field that this dialect describes",
            text -> field(text) > 1 ? field(text) : null);
    for (int field : copy) {
      if (mayBeKept(field, tracks)) continue;
      throw advice.refuse(
          "copy", "names field " + field + ", which may not be kept until the line is back");
    }
    return copy;
  }

  /** PCI DSS 4.0.1, 3.3.1: never a PIN, a verification code, or where one may travel. */
  private boolean mayBeKept(int field, boolean tracks) {
    return switch (dialect.field(field).orElseThrow().holds()) {
      case NOTHING, PAN, EXPIRY, CARD_SEQUENCE, EMV, ACCOUNT -> true;
      case TRACK_1, TRACK_2 -> tracks;
      case TRACK_3, PIN, SECURITY, PRIVATE, MAC -> false;
    };
  }

  private Set<String> codes(YamlSection from, String key) {
    return Set.copyOf(from.list(key, "a response code", text -> isCode(text) ? text : null));
  }

  /** Format error, issuer or switch inoperative, no answer in time, malfunction. */
  private Set<String> tryAgain() {
    return ofLength(
        Set.of("30", "68", "91", "92", "96", "98"),
        Set.of("904", "907", "908", "909", "911", "912", "921", "923"),
        Set.of("9100", "9107", "9108", "9109", "9111", "9112", "9121", "9123"));
  }

  /** Response codes have two characters in 1987, three in 1993, four in 2003. */
  private <T> T ofLength(T two, T three, T four) {
    return switch (dialect.field(39).orElseThrow().maxLength()) {
      case 2 -> two;
      case 3 -> three;
      default -> four;
    };
  }
}
