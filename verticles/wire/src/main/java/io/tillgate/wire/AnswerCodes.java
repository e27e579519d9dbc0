package io.tillgate.wire;

import java.util.List;
import java.util.Set;

/**
 * What response codes (field 39) mean, and which ones this side gives.
 *
 * @param approved approved for the whole amount
 * @param partiallyApproved approved for the amount in field 4 of the answer
 * @param reversalAccepted the acquirer has undone it, or never knew it
 * @param networkAccepted sign-on and echo succeeded
 * @param timedOut given to a terminal whose request was not answered in time
 * @param notSent given where the request could not be sent
 * @param formatError given where the message is not understood
 * @param duplicate given where a terminal sends what was already answered otherwise
 * @param echoed fields that an answer made here repeats from the request
 */
public record AnswerCodes(
    Set<String> approved,
    Set<String> partiallyApproved,
    Set<String> reversalAccepted,
    Set<String> networkAccepted,
    String timedOut,
    String notSent,
    String formatError,
    String duplicate,
    List<Integer> echoed) {

  /** The field that carries the code, in every edition. */
  public static final int FIELD = 39;

  /** What an acquirer's answer to an authorisation or financial request says. */
  public enum Meaning {
    APPROVED,
    PARTIALLY_APPROVED,
    DECLINED
  }

  public AnswerCodes {
    approved = Set.copyOf(approved);
    partiallyApproved = Set.copyOf(partiallyApproved);
    reversalAccepted = Set.copyOf(reversalAccepted);
    networkAccepted = Set.copyOf(networkAccepted);
    echoed = List.copyOf(echoed);
  }

  public Meaning meaning(String code) {
    if (approved.contains(code)) return Meaning.APPROVED;
    return partiallyApproved.contains(code) ? Meaning.PARTIALLY_APPROVED : Meaning.DECLINED;
  }

  /**
   * Starts the answer to a terminal's request: its type, the fields an answer repeats, the code.
   *
   * @throws BadMessage where nothing answers this type
   */
  public MessageBuilder answer(MessageView request, String code, MessageBuilder into) {
    int answer = request.dialect().messages().answer(request.mti());
    if (answer < 0) throw new BadMessage(BadMessage.Reason.UNKNOWN_MTI, 0);
    into.answerTo(request, answer);
    for (int field : echoed) into.copyIfPresent(request, field);
    return into.text(FIELD, code);
  }
}
