package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The shipped dialects have the lengths and encodings of the public packager definitions. */
class SpecsAgreementTest {
  @ParameterizedTest
  @ValueSource(strings = {"iso87-ascii", "iso87-binary", "iso93-ascii", "iso93-binary"})
  void everyFieldHasThePublishedLengthAndEncoding(String name) throws Exception {
    Path file =
        Path.of(
            System.getProperty("specs.dir", "specs"),
            "iso8583/jpos/main-resources",
            name.replace("-", "") + ".xml");
    if (!Files.exists(file)) System.out.println("NOT CHECKED, no such file: " + file);
    assumeTrue(Files.exists(file), "needs " + file);
    Dialect dialect = Dialect.named(name);
    boolean binary = name.endsWith("binary");
    NodeList rows = read(file).getElementsByTagName("isofield");
    assertTrue(rows.getLength() > 120, "rows: " + rows.getLength());
    for (int i = 0; i < rows.getLength(); i++) {
      Element row = (Element) rows.item(i);
      int number = Integer.parseInt(row.getAttribute("id"));
      String type = row.getAttribute("class").replace("org.jpos.iso.", "");
      if (number == 0) {
        assertEquals(binary ? Encoding.BCD : Encoding.ASCII, dialect.mtiEncoding());
      } else if (number == 1) {
        assertEquals(binary ? Encoding.BINARY : Encoding.HEX, dialect.bitmapEncoding());
        assertEquals(dialect.bitmapFields(), 8 * Integer.parseInt(row.getAttribute("length")));
      } else {
        Field field = dialect.field(number).orElseThrow();
        assertEquals(Integer.parseInt(row.getAttribute("length")), field.maxLength(), "" + number);
        assertSame(type, row.getAttribute("pad"), field);
      }
    }
  }

  private static void assertSame(String type, String pad, Field field) {
    String what = "field " + field.number() + " " + type;
    boolean binary = type.startsWith("IFB");
    String kind = type.substring(type.indexOf('_') + 1);
    assertEquals(kind(kind), field.kind(), what);
    if (!field.isFixed()) {
      assertEquals(binary ? Encoding.BCD : Encoding.ASCII, field.lengthEncoding(), what);
    }
    String content = kind.replaceFirst("^L+", "");
    switch (content) {
      case "NUMERIC", "NUM", "AMOUNT" -> {
        assertEquals(binary ? Encoding.BCD : Encoding.ASCII, field.encoding(), what);
        boolean odd = content.equals("NUMERIC") && field.maxLength() % 2 == 1;
        if (binary && (odd || !field.isFixed())) {
          assertEquals(pad.equals("true") ? Pad.LEFT : Pad.RIGHT, field.pad(), what);
        }
      }
      // Characters one byte each; bytes behind a length in ASCII are the same on the wire.
      case "CHAR" ->
          assertTrue(
              field.encoding() == Encoding.ASCII || field.encoding() == Encoding.BINARY, what);
      case "BINARY" -> {
        boolean hex = !binary && field.isFixed();
        assertEquals(hex ? Encoding.HEX : Encoding.BINARY, field.encoding(), what);
      }
      default -> throw new AssertionError("new to this test: " + what);
    }
  }

  private static Kind kind(String type) {
    if (type.startsWith("LLL")) return Kind.LLLVAR;
    return type.startsWith("LL") ? Kind.LLVAR : Kind.FIXED;
  }

  private static Element read(Path file) throws Exception {
    var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
    try (InputStream in = Files.newInputStream(file)) {
      return builder.parse(in).getDocumentElement();
    }
  }
}
