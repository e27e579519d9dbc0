package io.tillgate.wire;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Code page 1047, the Latin-1 EBCDIC of card hosts, byte by byte in both directions. */
final class Ebcdic {
  private static final byte[] TO_LATIN = new byte[256];
  private static final byte[] FROM_LATIN = new byte[256];

  static {
    byte[] every = new byte[256];
    for (int i = 0; i < 256; i++) every[i] = (byte) i;
    byte[] latin =
        new String(every, Charset.forName("IBM1047")).getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 256; i++) {
      TO_LATIN[i] = latin[i];
      FROM_LATIN[latin[i] & 0xFF] = (byte) i;
    }
  }

  private Ebcdic() {}

  static int toLatin(byte ebcdic) {
    return TO_LATIN[ebcdic & 0xFF] & 0xFF;
  }

  static byte fromLatin(int latin) {
    return FROM_LATIN[latin & 0xFF];
  }
}
