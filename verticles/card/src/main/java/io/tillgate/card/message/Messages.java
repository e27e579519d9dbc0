package io.tillgate.card.message;

import io.tillgate.card.message.Request.Original;
import io.tillgate.card.message.Request.Road;
import io.tillgate.retail.IsoCurrency;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentIntent.Kind;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.wire.Amount;
import io.tillgate.wire.AnswerCodes;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Edition;
import io.tillgate.wire.Encoding;
import io.tillgate.wire.Holds;
import io.tillgate.wire.LocalTime;
import io.tillgate.wire.MatchKey;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Mti;
import io.tillgate.wire.OriginalData;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;

/**
 * Reads the messages of one dialect, and makes the answers that the edge gives of itself. Holds one
 * view and one builder: one context. Throws {@link BadMessage}, which never quotes contents, for
 * what does not follow the dialect.
 */
public final class Messages {
  private static final int PROCESSING_CODE = 3;
  private static final int AMOUNT = 4;
  private static final int STAN = 11;
  private static final int LOCAL_TIME = 12;

  /** 1987 alone. */
  private static final int LOCAL_DATE = 13;

  private static final int RRN = 37;
  private static final int AUTHORIZATION_CODE = 38;
  private static final int TERMINAL = 41;
  private static final int REPLACEMENT = 95;

  /** In front of the original data elements, as many digits of the original's type. */
  private static final int MTI_DIGITS = 4;

  private static final int TRANSMISSION_DIGITS = 10;

  private final Dialect dialect;
  private final MessageView view;
  private final MessageBuilder builder;
  private final byte[] scratch;

  /** Null where this dialect has no place for the till's order id. */
  private final OrderIdRule orderId;

  /** A shop has one currency, or few: the last one is not looked up again. */
  private String lastCurrency;

  private String letters;

  public Messages(Dialect dialect) {
    this.dialect = dialect;
    this.view = new MessageView(dialect);
    this.builder = new MessageBuilder(dialect);
    this.scratch = new byte[dialect.framing().maxMessageBytes()];
    this.orderId = OrderIdRule.of(dialect).orElse(null);
  }

  public Dialect dialect() {
    return dialect;
  }

  public AnswerCodes codes() {
    return dialect.answers();
  }

  /** What is answered to a network message: of several codes the lowest, 00 or 000. */
  public String networkAccepted() {
    return Collections.min(codes().networkAccepted());
  }

  /** The type that answers {@code mti} at this acquirer; -1 where none does. */
  public int answerMti(int mti) {
    return dialect.messages().answer(mti);
  }

  /**
   * Reads what a terminal asks, and checks it to its last character: links are shared, and what
   * upsets the acquirer would cost other terminals their answers.
   *
   * @param message owned by the result
   */
  public Request request(byte[] message) {
    view.index(message, 0, message.length);
    view.check();
    int mti = view.mti();
    Road road = dialect.messages().isRequest(mti) ? road(mti) : unanswered(mti);
    MatchKey key = dialect.matching().key(view);
    boolean moves = road == Road.PAYMENT || road == Road.ADVICE;
    Kind kind = moves ? kind(mti) : null;
    if (moves && kind != Kind.BALANCE_INQUIRY) needMoney();
    return new Request(
        mti,
        road,
        key,
        kind,
        terminal(),
        view.text(STAN),
        LocalTime.of(view),
        view.textOrNull(RRN),
        view.has(AMOUNT) ? Amount.minor(view) : 0,
        currency(),
        road == Road.REVERSAL ? original() : null,
        orderId == null || road != Road.PAYMENT ? null : orderId.read(view),
        message);
  }

  private String terminal() {
    return view.has(TERMINAL) ? view.text(TERMINAL).strip() : "";
  }

  private static BadMessage bad(BadMessage.Reason reason, int field) {
    return new BadMessage(reason, field);
  }

  /** What moves money and is answered by nobody could be owned by nobody. */
  private Road unanswered(int mti) {
    if (isNotice(mti)) return Road.NOTICE;
    throw bad(BadMessage.Reason.UNKNOWN_MTI, 0);
  }

  /** Whether {@code mti} is a network message that nobody answers. */
  public boolean isNotice(int mti) {
    return dialect.messages().isNotice(mti) && Mti.isNetwork(mti);
  }

  private static Road road(int mti) {
    if (Mti.isReversal(mti)) return Road.REVERSAL;
    if (!Mti.isAuthorization(mti) && !Mti.isFinancial(mti)) return Road.OTHER;
    return Mti.isAdvice(mti) ? Road.ADVICE : Road.PAYMENT;
  }

  /** The first two digits of DE3: 0x debits, 2x credits, 3x inquiries (ISO 8583:1987, 4.3.4). */
  private Kind kind(int mti) {
    String code = view.has(PROCESSING_CODE) ? view.text(PROCESSING_CODE) : "00";
    return switch (code.charAt(0)) {
      case '0', '1' -> Mti.isAuthorization(mti) ? Kind.AUTHORIZATION : Kind.PURCHASE;
      case '2' -> Kind.REFUND;
      case '3' -> Kind.BALANCE_INQUIRY;
      default -> Kind.OTHER;
    };
  }

  /**
   * An approval of nobody knows how much could be entered in no book: DE4 is in minor units of its
   * currency, and where it says how many decimals that are, they are the currency's.
   */
  private void needMoney() {
    if (!view.has(AMOUNT)) throw bad(BadMessage.Reason.MISSING_FIELD, AMOUNT);
    int field = Amount.currencyField(dialect);
    String code = currency();
    if (code == null) throw bad(BadMessage.Reason.MISSING_FIELD, field);
    IsoCurrency currency =
        IsoCurrency.of(code).orElseThrow(() -> bad(BadMessage.Reason.BAD_CONTENT, field));
    int decimals = Amount.decimals(view);
    if (decimals != Amount.OF_THE_CURRENCY && decimals != currency.exponent()) {
      throw bad(BadMessage.Reason.BAD_CONTENT, AMOUNT);
    }
  }

  private String currency() {
    String value = Amount.currency(view);
    if (value == null) return null;
    if (!value.equals(lastCurrency)) {
      letters = letters(value);
      lastCurrency = value;
    }
    return letters;
  }

  private String letters(String currency) {
    if (Character.isLetter(currency.charAt(0))) return currency;
    try {
      int number = Integer.parseInt(currency);
      return IsoCurrency.ofNumber(number).map(IsoCurrency::code).orElse(currency);
    } catch (NumberFormatException e) {
      throw bad(BadMessage.Reason.BAD_CONTENT, Amount.currencyField(dialect));
    }
  }

  private Original original() {
    OriginalData data = OriginalData.of(view);
    return data == null ? null : new Original(data.stan(), data.localTime());
  }

  /**
   * What a reversal in part leaves of its original, minor units: the first twelve digits of DE95 in
   * 1987. -1 where it undoes all.
   */
  public long replacementMinor(Request reversal) {
    if (dialect.edition() != Edition.V1987) return -1;
    view.index(reversal.message(), 0, reversal.message().length);
    if (!view.has(REPLACEMENT)) return -1;
    String amounts = view.text(REPLACEMENT);
    if (amounts.length() < 12) return -1;
    String actual = amounts.substring(0, 12);
    return actual.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(actual) : -1;
  }

  /** Whether {@code request} carries a message authentication code. */
  public boolean hasMac(Request request) {
    view.index(request.message(), 0, request.message().length);
    return isMac(64) || isMac(128);
  }

  private boolean isMac(int field) {
    return view.has(field)
        && dialect.field(field).map(each -> each.holds() == Holds.MAC).orElse(false);
  }

  /**
   * A reversal that names the payment as its acquirer knows it. A message authentication code is
   * left out: the acquirer's road puts its own.
   */
  public Request renamed(Request reversal, PaymentIntent payment) {
    view.index(reversal.message(), 0, reversal.message().length);
    builder.from(view);
    for (int field = 64; field <= 128; field += 64) if (isMac(field)) builder.drop(field);
    boolean namesOriginal = reversal.original() != null;
    if (!namesOriginal || reversal.stan().equals(reversal.original().stan())) {
      builder.text(STAN, payment.stan());
      renameTime(payment.localDateTime());
    }
    if (namesOriginal) renameOriginal(reversal.original(), payment);
    return request(written(builder));
  }

  /** Fields 12 and 13 of a reversal that repeats those of its original; the year stays. */
  private void renameTime(String localDateTime) {
    if (localDateTime == null || LocalTime.of(view) == null) return;
    if (dialect.edition() == Edition.V1987) {
      builder.text(LOCAL_DATE, localDateTime.substring(0, 4));
      builder.text(LOCAL_TIME, localDateTime.substring(4));
    } else {
      String time = view.text(LOCAL_TIME);
      builder.text(
          LOCAL_TIME, time.substring(0, time.length() - localDateTime.length()) + localDateTime);
    }
  }

  /** Type, trace number and time, as {@link OriginalData} reads them. */
  private void renameOriginal(Original original, PaymentIntent payment) {
    int field = OriginalData.field(dialect.edition());
    StringBuilder data = new StringBuilder(view.text(field));
    int stanEnd = MTI_DIGITS + original.stan().length();
    data.replace(MTI_DIGITS, stanEnd, payment.stan());
    if (dialect.edition() == Edition.V1987) {
      // When the first was sent is not known any more; zeros say so (data element 90).
      int end = Math.min(data.length(), stanEnd + TRANSMISSION_DIGITS);
      data.replace(stanEnd, end, "0".repeat(end - stanEnd));
    } else if (original.localDateTime() != null && payment.localDateTime() != null) {
      int end = stanEnd + view.text(LOCAL_TIME).length();
      data.replace(end - payment.localDateTime().length(), end, payment.localDateTime());
    }
    builder.text(field, data.toString());
  }

  /**
   * Reads what the acquirer answers.
   *
   * @param message owned by the result
   */
  public Answer answer(byte[] message) {
    view.index(message, 0, message.length);
    return new Answer(
        view.mti(),
        dialect.matching().key(view),
        view.has(STAN) ? view.text(STAN) : "",
        terminal(),
        view.has(AnswerCodes.FIELD) ? view.text(AnswerCodes.FIELD) : "",
        view.has(AMOUNT) ? Amount.minor(view) : -1,
        view.textOrNull(AUTHORIZATION_CODE),
        view.textOrNull(RRN),
        message);
  }

  /**
   * An answer by the edge itself. It repeats of the request what says whose answer it is, and no
   * card data.
   *
   * @param outcome what a repeated request is told again, or null
   */
  public byte[] reply(Request request, String responseCode, PaymentOutcome outcome) {
    return reply(request, responseCode, outcome, Map.of());
  }

  /**
   * The same with fields of its own.
   *
   * @param marker by field number; they hold nothing secret
   */
  public byte[] reply(
      Request request, String responseCode, PaymentOutcome outcome, Map<Integer, String> marker) {
    view.index(request.message(), 0, request.message().length);
    codes().answer(view, responseCode, builder);
    marker.forEach(builder::text);
    if (outcome != null) {
      if (outcome.approvedMinor() > 0) Amount.writeLike(view, outcome.approvedMinor(), builder);
      if (outcome.rrn() != null) builder.text(RRN, outcome.rrn());
      if (outcome.authorizationCode() != null) {
        builder.text(AUTHORIZATION_CODE, outcome.authorizationCode());
      }
    }
    return written(builder);
  }

  private byte[] written(MessageBuilder builder) {
    int length = builder.write(scratch, 0);
    byte[] message = Arrays.copyOf(scratch, length);
    Arrays.fill(scratch, 0, length, (byte) 0);
    builder.close();
    return message;
  }

  /**
   * The answer to a message that does not follow the dialect; null where not even its type can be
   * read, or nothing answers that type.
   */
  public byte[] formatError(byte[] message) {
    try {
      view.index(message, 0, message.length);
      if (answerMti(view.mti()) < 0) return null;
      codes().answer(view, codes().formatError(), builder);
      return written(builder);
    } catch (BadMessage unreadable) {
      return bareFormatError(message);
    }
  }

  private byte[] bareFormatError(byte[] message) {
    int mti = frontMti(message);
    if (mti < 0 || answerMti(mti) < 0) return null;
    byte[] answer =
        written(builder.start(answerMti(mti)).text(AnswerCodes.FIELD, codes().formatError()));
    System.arraycopy(message, 0, answer, 0, dialect.prefixBytes());
    if (dialect.hasTpdu()) swapTpdu(answer);
    return answer;
  }

  /** Protocol id, destination, source: the answer goes where the request came from. */
  private static void swapTpdu(byte[] message) {
    for (int i = 1; i <= 2; i++) {
      byte destination = message[i];
      message[i] = message[i + 2];
      message[i + 2] = destination;
    }
  }

  /** The type of a message of which nothing else need be readable; -1 where it is not digits. */
  private int frontMti(byte[] message) {
    boolean bcd = dialect.mtiEncoding() == Encoding.BCD;
    int at = dialect.prefixBytes();
    if (message.length < at + (bcd ? 2 : 4)) return -1;
    int mti = 0;
    for (int i = 0; i < 4; i++) {
      int digit =
          switch (dialect.mtiEncoding()) {
            case BCD -> message[at + i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xF;
            case EBCDIC -> (message[at + i] & 0xFF) - 0xF0;
            default -> message[at + i] - '0';
          };
      if (digit < 0 || digit > 9) return -1;
      mti = mti * 10 + digit;
    }
    return mti;
  }
}
