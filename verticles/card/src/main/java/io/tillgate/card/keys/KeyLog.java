package io.tillgate.card.keys;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;

/**
 * Writes deeds on keys beside the ring, in {@code keys.log}: one JSON object a line, forced, never
 * rewritten (PCI DSS 4.0.1, 3.7.8 and 10.2.1). Also names the user of the operating system.
 */
public final class KeyLog implements KeyListener {
  public static final String FILE = "keys.log";

  private final Path directory;

  public KeyLog(Path directory) {
    this.directory = directory;
  }

  /**
   * @throws UncheckedIOException where the line cannot be written; the deed itself is done
   */
  @Override
  public void told(KeyEvent event) {
    byte[] line =
        new JsonObject()
            .put("at", event.at().toString())
            .put("deed", event.deed().name())
            .put("role", event.role().name())
            .put("key", event.keyId())
            .put("check", event.checkValue())
            .put("by", System.getProperty("user.name"))
            .put("detail", event.detail())
            .encode()
            .concat("\n")
            .getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE),
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PrivateFile.ownerOnly(directory))) {
      ByteBuffer rest = ByteBuffer.wrap(line);
      while (rest.hasRemaining()) channel.write(rest);
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s of key %s is done, but not in %s"
              .formatted(event.deed(), event.keyId(), directory.resolve(FILE)),
          e);
    }
  }
}
