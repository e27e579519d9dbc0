package io.tillgate.sandbox.acquirer;

import io.tillgate.wire.Edition;
import io.tillgate.wire.LocalTime;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.OriginalData;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * By what a transaction is known: never by its trace number alone, which has six digits and wraps.
 * Parts that a message does not carry are null.
 *
 * @param local date and time of the terminal, {@code MMddHHmmss}, or as much as the message has
 * @param transmission date and time in UTC, {@code MMddHHmmss}
 */
record Identity(
    String terminal, String stan, String acquirer, String local, String transmission, String rrn) {

  private static final int TRANSMISSION = 7;
  static final int STAN = 11;
  private static final int LOCAL_TIME = 12;
  private static final int ACQUIRER = 32;
  private static final int RRN = 37;
  private static final int TERMINAL = 41;

  static Identity of(MessageView message) {
    String whole = LocalTime.of(message);
    return new Identity(
        stripped(message, TERMINAL),
        message.text(STAN),
        message.textOrNull(ACQUIRER),
        whole == null ? message.textOrNull(LOCAL_TIME) : whole,
        message.textOrNull(TRANSMISSION),
        stripped(message, RRN));
  }

  /**
   * What a reversal says of its original: in its original data elements, else in its own fields.
   */
  static Identity original(MessageView reversal) {
    Identity own = of(reversal);
    OriginalData data = OriginalData.of(reversal);
    if (data == null) return own;
    boolean of1987 = reversal.dialect().edition() == Edition.V1987;
    return new Identity(
        own.terminal,
        data.stan(),
        own.acquirer,
        data.localTime() == null ? own.local : data.localTime(),
        of1987 ? data.transmission() : own.transmission,
        own.rrn);
  }

  private static String stripped(MessageView message, int field) {
    String text = message.textOrNull(field);
    return text == null || text.isBlank() ? null : text.strip();
  }

  /** Where transactions that may be the same are filed. */
  String bucket() {
    return terminal + "/" + stan;
  }

  /** Whether a request is this one, sent again. */
  boolean isRepeatOf(Identity other) {
    return bucket().equals(other.bucket())
        && Objects.equals(acquirer, other.acquirer)
        && Objects.equals(local, other.local)
        && (local != null || Objects.equals(transmission, other.transmission));
  }

  /**
   * Whether a reversal with this identity means {@code original}: terminal and trace number agree,
   * and one of the times or the reference number does. Times may be rewritten on the road, so a
   * difference in one does not outweigh an agreement in another.
   */
  boolean means(Identity original) {
    return bucket().equals(original.bucket())
        && (agree(transmission, original.transmission)
            || agree(local, original.local)
            || agree(rrn, original.rrn));
  }

  private static boolean agree(String one, String other) {
    return one != null && one.equals(other);
  }

  JsonObject json() {
    return new JsonObject()
        .put("terminal", terminal)
        .put("stan", stan)
        .put("acquirer", acquirer)
        .put("local", local)
        .put("transmission", transmission)
        .put("rrn", rrn);
  }

  static Identity of(JsonObject json) {
    return new Identity(
        json.getString("terminal"),
        json.getString("stan"),
        json.getString("acquirer"),
        json.getString("local"),
        json.getString("transmission"),
        json.getString("rrn"));
  }
}
