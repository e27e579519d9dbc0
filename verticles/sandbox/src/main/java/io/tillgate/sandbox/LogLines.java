package io.tillgate.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Reads the file of a {@link ForcedLog}, line by line, in bounded memory. */
final class LogLines {
  /** Bytes of one line; a sale of many hundred lines fits. */
  static final int MAX_LINE_BYTES = 8 << 20;

  private static final int HEAD_BYTES = 9;

  private LogLines() {}

  /**
   * Hands every sound entry to {@code replay}.
   *
   * @return the byte after the last sound line; what follows it is one torn line at most
   * @throws BrokenLog where a damaged line has another after it: that is no torn tail
   */
  static long replay(Path file, Consumer<JsonObject> replay) throws IOException {
    long sound = 0;
    long at = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream(512);
      for (int b = in.read(); b >= 0; b = in.read()) {
        at++;
        if (b != '\n') {
          line.write(b);
          if (line.size() > MAX_LINE_BYTES) throw damaged(file, sound);
          continue;
        }
        if (at - line.size() - 1 != sound) throw damaged(file, sound);
        JsonObject entry = entry(line.toByteArray());
        line.reset();
        if (entry == null) continue;
        replay.accept(entry);
        sound = at;
      }
    }
    return sound;
  }

  /** Null where checksum and contents do not agree. */
  private static JsonObject entry(byte[] line) {
    if (line.length < HEAD_BYTES) return null;
    CRC32C crc = new CRC32C();
    crc.update(line, HEAD_BYTES, line.length - HEAD_BYTES);
    String expected = String.format("%08x ", crc.getValue());
    if (!expected.equals(new String(line, 0, HEAD_BYTES, StandardCharsets.US_ASCII))) return null;
    return new JsonObject(Buffer.buffer(line).slice(HEAD_BYTES, line.length));
  }

  private static BrokenLog damaged(Path file, long at) {
    return new BrokenLog(
        file + ": the line at byte " + at + " is damaged; restore the file or move it away");
  }
}
