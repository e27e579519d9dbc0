package io.tillgate.central.query;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The place of the last row of a page: time, store and id, which never change, so that rows that
 * come in between neither repeat nor hide others. Opaque to clients, and bound to the question that
 * it continues.
 *
 * @param at to the microsecond, as PostgreSQL keeps it
 */
record Cursor(OffsetDateTime at, String store, String id) {
  private static final byte VERSION = 1;
  private static final int MAX_CHARACTERS = 512;

  /** Of a list that is ordered by names and not by time. */
  static Cursor byName(String store, String id) {
    return new Cursor(Instant.EPOCH.atOffset(ZoneOffset.UTC), store, id);
  }

  /** For URLs: letters, digits, dash, underline. */
  String encode(String question) {
    byte[] names = (store + "\0" + id).getBytes(StandardCharsets.UTF_8);
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at.toInstant());
    ByteBuffer bytes = ByteBuffer.allocate(1 + 8 + names.length + 4);
    bytes.put(VERSION).putLong(micros).put(names);
    bytes.putInt(check(bytes.array(), bytes.position(), question));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Empty where {@code text} is no cursor, or one of another question. */
  static Optional<Cursor> decode(String text, String question) {
    if (text.length() > MAX_CHARACTERS) return Optional.empty();
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length < 1 + 8 + 1 + 4 || bytes[0] != VERSION) return Optional.empty();
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    long micros = in.getLong();
    int end = bytes.length - 4;
    if (in.getInt(end) != check(bytes, end, question)) return Optional.empty();
    String names = new String(bytes, 9, end - 9, StandardCharsets.UTF_8);
    int split = names.indexOf('\0');
    if (split < 0) return Optional.empty();
    Instant at = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    return Optional.of(
        new Cursor(
            at.atOffset(ZoneOffset.UTC), names.substring(0, split), names.substring(split + 1)));
  }

  private static int check(byte[] bytes, int length, String question) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    crc.update(question.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }
}
