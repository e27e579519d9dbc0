package io.tillgate.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text of a shipped dialect, with changes. */
final class DialectText {
  private String text;

  DialectText() {
    this("iso87-ascii");
  }

  DialectText(String name) {
    try (InputStream in = Dialect.class.getResourceAsStream("/acquirer/" + name + ".yaml")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces text that must be there. */
  DialectText with(String old, String replacement) {
    if (!text.contains(old)) throw new AssertionError("not in the file: " + old);
    text = text.replace(old, replacement);
    return this;
  }

  /** Puts one line in the place of the one that begins so. */
  DialectText withLine(String beginning, String line) {
    String changed = text.replaceFirst("(?m)^" + beginning + ".*$", line);
    if (changed.equals(text)) throw new AssertionError("no line begins with " + beginning);
    text = changed;
    return this;
  }

  DialectText without(int field) {
    return withLine("  " + field + ":", "");
  }

  DialectText oneBitmap() {
    text = text.replaceAll("(?m)^  (6[5-9]|[789][0-9]|1[0-9][0-9]):.*$", "");
    text = text.replace("bitmapFields: 128", "bitmapFields: 64");
    text = text.replace("49, 70]", "49]").replaceAll("\\{70: \"[0-9]+\"}", "{}");
    return with("originalData: 90", "originalData: none");
  }

  DialectText thirdBitmap() {
    text += "  130: {name: third, kind: llvar, content: ans, max: 20, holds: nothing}\n";
    return without(65).with("bitmapFields: 128", "bitmapFields: 192");
  }

  /** Five bytes of TPDU and a header of three. */
  DialectText tpdu() {
    return with("tpdu: none", "tpdu: 6000010002").with("header: none", "header: 49534f");
  }

  DialectText ebcdic() {
    return with("mti: ascii", "mti: ebcdic")
        .with("bitmap: hex", "bitmap: binary")
        .with("digits: ascii", "digits: ebcdic")
        .with("text: ascii", "text: ebcdic")
        .with("  length: ascii", "  length: ebcdic");
  }

  String text() {
    return text;
  }

  int lines() {
    return text.split("\n", -1).length;
  }

  Dialect read() {
    return DialectReader.read("changed.yaml", text);
  }
}
