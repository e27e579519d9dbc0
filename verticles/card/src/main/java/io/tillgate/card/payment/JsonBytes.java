package io.tillgate.card.payment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON object, written straight to UTF-8 bytes. Single use, single thread. Objects of a thread
 * are written one after the other through the same buffer; one that is begun meanwhile has its own.
 */
final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private static final int FIRST_BYTES = 1024;
  private static final ThreadLocal<byte[]> FREE = new ThreadLocal<>();

  private byte[] bytes;
  private int length;
  private boolean needsComma;

  JsonBytes() {
    byte[] free = FREE.get();
    if (free == null) free = new byte[FIRST_BYTES];
    else FREE.set(null);
    bytes = free;
    put('{');
  }

  /** A member; left out where {@code value} is null. */
  JsonBytes text(String name, String value) {
    if (value == null) return this;
    member(name);
    quoted(value);
    return this;
  }

  JsonBytes name(String name, Enum<?> value) {
    return text(name, value.name());
  }

  JsonBytes number(String name, long value) {
    member(name);
    ascii(Long.toString(value));
    return this;
  }

  JsonBytes numberUnlessZero(String name, long value) {
    return value == 0 ? this : number(name, value);
  }

  JsonBytes begin(String name) {
    member(name);
    put('{');
    needsComma = false;
    return this;
  }

  JsonBytes close() {
    put('}');
    needsComma = true;
    return this;
  }

  byte[] end() {
    put('}');
    byte[] json = Arrays.copyOf(bytes, length);
    FREE.set(bytes);
    bytes = json;
    return json;
  }

  private void member(String name) {
    if (needsComma) put(',');
    needsComma = true;
    put('"');
    ascii(name);
    put('"');
    put(':');
  }

  private void quoted(String value) {
    put('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (c < ' ') {
        escaped(c);
      } else if (c < 0x80) {
        put(c);
      } else {
        i += beyondAscii(value, i);
      }
    }
    put('"');
  }

  private void escaped(char c) {
    ascii("\\u00");
    put(HEX[c >> 4]);
    put(HEX[c & 15]);
  }

  /** Writes the code point at {@code i}; returns how many further chars it took. */
  private int beyondAscii(String value, int i) {
    int chars = Character.charCount(value.codePointAt(i));
    for (byte b : value.substring(i, i + chars).getBytes(StandardCharsets.UTF_8)) put(b);
    return chars - 1;
  }

  private void ascii(String text) {
    for (int i = 0; i < text.length(); i++) put(text.charAt(i));
  }

  private void put(int b) {
    if (length == bytes.length) bytes = Arrays.copyOf(bytes, 2 * length);
    bytes[length++] = (byte) b;
  }
}
