package io.tillgate.sandbox.acquirer;

import io.tillgate.retail.IsoCurrency;
import io.tillgate.sandbox.acquirer.Transaction.Kind;
import io.tillgate.wire.Amount;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Edition;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Mti;
import io.tillgate.wire.Pan;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Decides what the acquirer answers. Changes the books at once; the caller writes {@link
 * Decision#entry()} to the ledger before it sends {@link Decision#answer()}. Belongs to one
 * context.
 */
final class Host {
  private static final int PROCESSING_CODE = 3;
  private static final int ORIGINAL_AMOUNTS_1993 = 30;
  private static final int RRN = 37;
  private static final int AUTHORIZATION = 38;
  private static final int REPLACEMENT_1987 = 95;

  private final Dialect dialect;
  private final Codes codes;
  private final ApprovalRules rules;
  private final long seed;
  private final Books books;
  private final MessageBuilder builder;
  private final byte[] scratch;

  /**
   * @param entry what must be on disk before the answer goes out, or null
   * @param answer a frame, or null where this message is not answered
   * @param signsOn whether the connection has signed on with it
   */
  record Decision(JsonObject entry, byte[] answer, boolean signsOn) {
    static final Decision NOTHING = new Decision(null, null, false);
  }

  Host(AcquirerSettings settings, Books books) {
    this.dialect = settings.dialect();
    this.codes = Codes.of(dialect);
    this.rules = settings.rules();
    this.seed = settings.seed();
    this.books = books;
    this.builder = new MessageBuilder(dialect);
    this.scratch = new byte[dialect.framing().lengthBytes() + dialect.framing().maxMessageBytes()];
  }

  /**
   * @param served whether the connection may ask for money: it has signed on, or need not
   */
  Decision decide(MessageView message, boolean served, boolean declineAll) {
    if (!dialect.messages().isRequest(message.mti())) return Decision.NOTHING;
    try {
      if (Mti.isNetwork(message.mti())) return network(message);
      if (!served) return told(message, codes.notSignedOn());
      if (Mti.isReversal(message.mti())) return reversal(message);
      if (Mti.isAuthorization(message.mti()) || Mti.isFinancial(message.mti())) {
        return request(message, declineAll);
      }
    } catch (BadMessage e) {
      // Without what identifies it, it can only be told so.
    }
    return told(message, codes.notUnderstood());
  }

  private Decision network(MessageView message) {
    boolean signsOn = matches(message, dialect.network().signOn());
    return new Decision(null, answer(message, codes.networkAccepted()), signsOn);
  }

  private static boolean matches(MessageView message, Map<Integer, String> fields) {
    return fields.entrySet().stream()
        .allMatch(field -> message.textEquals(field.getKey(), field.getValue()));
  }

  /** An answer that changes nothing. */
  private Decision told(MessageView message, String code) {
    return new Decision(null, answer(message, code), false);
  }

  private Decision request(MessageView message, boolean declineAll) {
    Identity identity = Identity.of(message);
    Optional<IsoCurrency> currency = currency(message);
    if (identity.terminal() == null || currency.isEmpty()) {
      return told(message, codes.notUnderstood());
    }
    long amountMinor = Amount.minor(message);
    Kind kind = kind(message, amountMinor);
    Transaction earlier = books.repeated(identity);
    if (earlier != null) {
      boolean same =
          earlier.kind() == kind
              && earlier.requestedMinor() == amountMinor
              && earlier.currency().equals(currency.get().code());
      return same
          ? new Decision(null, answer(message, earlier), false)
          : told(message, codes.duplicate());
    }
    if (Mti.isAdvice(message.mti()) && books.completedBy(identity) != null) {
      return told(message, codes.approved());
    }
    Transaction decided =
        judge(message, identity, kind, amountMinor, currency.get().code(), declineAll);
    JsonObject entry = Books.decided(decided);
    books.apply(entry);
    return new Decision(entry, answer(message, decided), false);
  }

  private static Optional<IsoCurrency> currency(MessageView message) {
    String text = Amount.currency(message);
    if (text == null) return Optional.empty();
    return text.chars().allMatch(Character::isDigit)
        ? IsoCurrency.ofNumber(Integer.parseInt(text))
        : IsoCurrency.of(text);
  }

  /** ISO 8583, annex A: the first two digits of the processing code are the type. */
  private static Kind kind(MessageView message, long amountMinor) {
    String type = message.text(PROCESSING_CODE).substring(0, 2);
    if (type.startsWith("3") || amountMinor == 0) return Kind.INQUIRY;
    return type.startsWith("2") ? Kind.REFUND : Kind.PAYMENT;
  }

  private Transaction judge(
      MessageView message,
      Identity identity,
      Kind kind,
      long amountMinor,
      String currency,
      boolean declineAll) {
    try (Pan pan = message.pan()) {
      if (pan == null) throw new BadMessage(BadMessage.Reason.BAD_CARD_NUMBER, 2);
      String code = code(message, pan, identity, kind, amountMinor, declineAll);
      boolean inPart = code.equals(codes.partiallyApproved());
      boolean approved = inPart || code.equals(codes.approved());
      long approvedMinor = approved && kind != Kind.INQUIRY ? amountMinor : 0;
      return new Transaction(
          identity,
          kind,
          amountMinor,
          inPart ? Math.max(1, amountMinor / 2) : approvedMinor,
          currency,
          code,
          identity.rrn() == null ? newReference(identity) : identity.rrn(),
          approved ? newCode(identity) : null,
          pan.lastFour());
    }
  }

  private String code(
      MessageView message,
      Pan pan,
      Identity identity,
      Kind kind,
      long amountMinor,
      boolean declineAll) {
    if (books.wasReversedBefore(identity)) return codes.invalid();
    // An advice tells of what was done; it cannot be refused.
    if (Mti.isAdvice(message.mti())) return codes.approved();
    if (declineAll || rules.lists(pan)) return codes.doNotHonour();
    if (message.expiry().isPast(LocalDate.now(ZoneOffset.UTC))) return codes.expired();
    if (kind != Kind.PAYMENT) return codes.approved();
    int ending = ApprovalRules.ending(amountMinor);
    if (rules.doNotHonour().contains(ending)) return codes.doNotHonour();
    if (rules.notEnoughMoney().contains(ending)) return codes.notEnoughMoney();
    return rules.inPart().contains(ending) ? codes.partiallyApproved() : codes.approved();
  }

  /** Twelve digits: day of the year, hour, trace number, as most hosts make them. */
  private static String newReference(Identity identity) {
    LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
    String stan = identity.stan().substring(Math.max(0, identity.stan().length() - 6));
    return String.format(
        "%d%03d%02d%s", now.getYear() % 10, now.getDayOfYear(), now.getHour(), stan);
  }

  private String newCode(Identity identity) {
    SplittableRandom random = Faults.dice(seed, 0, identity, 0);
    return String.format("%06d", random.nextInt(1_000_000));
  }

  private Decision reversal(MessageView message) {
    Identity wanted = Identity.original(message);
    Books.Original original = books.original(wanted);
    if (original instanceof Books.Original.ReversedBefore) {
      return told(message, codes.reversed());
    }
    if (original instanceof Books.Original.Standing standing) {
      long leftMinor = leftMinor(message, standing.transaction());
      return entered(message, Books.reversed(standing.transaction(), leftMinor), codes.reversed());
    }
    if (books.wasReversedBefore(wanted)) return told(message, codes.reversalOfUnknown());
    return entered(message, Books.awaited(wanted), codes.reversalOfUnknown());
  }

  private Decision entered(MessageView message, JsonObject entry, String code) {
    books.apply(entry);
    return new Decision(entry, answer(message, code), false);
  }

  /** What a reversal in part leaves standing (1987, field 95: its first twelve digits). */
  private long leftMinor(MessageView message, Transaction original) {
    if (dialect.edition() != Edition.V1987 || !message.has(REPLACEMENT_1987)) return 0;
    String replacement = message.text(REPLACEMENT_1987).substring(0, 12);
    if (!replacement.chars().allMatch(Character::isDigit)) return 0;
    return Math.min(Long.parseLong(replacement), original.approvedMinor());
  }

  private byte[] answer(MessageView message, Transaction decided) {
    dialect.answers().answer(message, decided.code(), builder);
    if (!builder.has(RRN)) builder.text(RRN, decided.rrn());
    if (decided.authorizationCode() != null) {
      builder.text(AUTHORIZATION, decided.authorizationCode());
    }
    if (decided.code().equals(codes.partiallyApproved())) {
      Amount.writeLike(message, decided.approvedMinor(), builder);
      if (dialect.edition() == Edition.V1993) {
        String asked = String.format("%012d", decided.requestedMinor());
        builder.text(ORIGINAL_AMOUNTS_1993, asked + "0".repeat(12));
      }
    }
    return framed();
  }

  private byte[] answer(MessageView message, String code) {
    dialect.answers().answer(message, code, builder);
    return framed();
  }

  private byte[] framed() {
    int front = dialect.framing().lengthBytes();
    int length = builder.write(scratch, front);
    dialect.framing().writeLength(length, scratch, 0);
    builder.close();
    return Arrays.copyOf(scratch, front + length);
  }
}
