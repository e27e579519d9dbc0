package io.tillgate.card.nexo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The keys of terminals whose messages the vendor protects, by POIID. */
public final class NexoKeys {
  private static final int MAX_BYTES = 1024;

  private final Map<String, NexoCrypto> byPoi;

  private NexoKeys(Map<String, NexoCrypto> byPoi) {
    this.byPoi = byPoi;
  }

  /**
   * Reads the passphrases: of each file the first line. Blocks.
   *
   * @param settings null: no keys
   * @throws IOException where one cannot be used, with what to do
   */
  public static NexoKeys read(NexoSettings settings) throws IOException {
    Map<String, NexoCrypto> keys = new HashMap<>();
    if (settings == null) return new NexoKeys(keys);
    for (NexoTerminal each : settings.terminals()) {
      if (each.passphraseFile() != null) keys.put(each.poiId(), read(each));
    }
    return new NexoKeys(keys);
  }

  private static NexoCrypto read(NexoTerminal terminal) throws IOException {
    Path file = Path.of(terminal.passphraseFile());
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is no passphrase: it must hold one line");
    }
    byte[] bytes = Files.readAllBytes(file);
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
    int end = 0;
    while (end < text.length() && text.get(end) != '\n' && text.get(end) != '\r') end++;
    char[] passphrase = new char[end];
    text.get(0, passphrase);
    try {
      if (end == 0) throw new IOException(file + " is empty: it must hold the passphrase");
      return new NexoCrypto(passphrase, terminal.keyIdentifier(), terminal.keyVersion());
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(passphrase, '\0');
      if (text.hasArray()) Arrays.fill(text.array(), '\0');
    }
  }

  /** Null where its messages are not protected. */
  NexoCrypto of(String poiId) {
    return byPoi.get(poiId);
  }
}
