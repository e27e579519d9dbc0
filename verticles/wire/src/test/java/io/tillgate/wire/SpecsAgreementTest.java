package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/** The shipped dialects have the lengths and encodings of the public packager definitions. */
class SpecsAgreementTest {
  static List<Twin> twins() {
    return Twin.ALL;
  }

  @ParameterizedTest
  @MethodSource("twins")
  void everyFieldHasThePublishedLengthAndEncoding(Twin twin) throws Exception {
    Dialect dialect = twin.dialect();
    List<Element> rows = twin.rows();
    assertTrue(rows.size() > 120, "rows: " + rows.size());
    for (Element row : rows) {
      int number = Integer.parseInt(row.getAttribute("id"));
      int length = Integer.parseInt(row.getAttribute("length"));
      String type = row.getAttribute("class").replace("org.jpos.iso.", "").strip();
      if (number == 0) {
        assertEquals(digits(type), dialect.mtiEncoding());
      } else if (number == 1) {
        assertEquals(bytes(type), dialect.bitmapEncoding());
        assertEquals(dialect.bitmapFields(), 8 * length);
      } else {
        Field field = dialect.field(number).orElseThrow();
        assertEquals(length, field.maxLength(), "" + number);
        assertSame(type, row.getAttribute("pad"), field);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("twins")
  void noFieldIsMissingAndNoneIsOfOurOwnMaking(Twin twin) throws Exception {
    Set<Integer> theirs = new TreeSet<>();
    for (Element row : twin.rows()) theirs.add(Integer.parseInt(row.getAttribute("id")));
    Set<Integer> ours = new TreeSet<>(List.of(0, 1));
    for (int field = 2; field <= Dialect.HIGHEST_FIELD; field++) {
      if (twin.dialect().field(field).isPresent()) ours.add(field);
    }
    ours.removeAll(twin.notInTheFile());
    assertEquals(theirs, ours);
  }

  private static void assertSame(String type, String pad, Field field) {
    String what = "field " + field.number() + " " + type;
    String kind = type.substring(type.indexOf('_') + 1);
    assertEquals(kind(kind), field.kind(), what);
    if (!field.isFixed()) assertEquals(digits(type), field.lengthEncoding(), what);
    String content = kind.replaceFirst("^L+", "");
    List<Encoding> allowed = new ArrayList<>();
    switch (content) {
      case "NUMERIC", "NUM", "AMOUNT" -> {
        allowed.add(digits(type));
        boolean odd = content.equals("NUMERIC") && field.maxLength() % 2 == 1;
        if (digits(type) == Encoding.BCD && (odd || !field.isFixed())) {
          assertEquals(pad.equals("true") ? Pad.LEFT : Pad.RIGHT, field.pad(), what);
        }
      }
      case "AMOUNT2003" -> {
        allowed.add(Encoding.BCD);
        // An amount of 21 digits has a place for a sign that the definition leaves to its users.
        if (field.maxLength() <= 16) assertEquals(Content.AMOUNT, field.content(), what);
      }
      // Characters one byte each; bytes behind a length are the same on the wire.
      case "CHAR" -> {
        allowed.add(type.startsWith("IFE") ? Encoding.EBCDIC : Encoding.ASCII);
        allowed.add(Encoding.BINARY);
      }
      case "BINARY" -> allowed.add(field.isFixed() ? bytes(type) : Encoding.BINARY);
      default -> throw new AssertionError("new to this test: " + what);
    }
    assertTrue(allowed.contains(field.encoding()), () -> what + " is " + field.encoding());
  }

  private static Encoding digits(String type) {
    if (type.startsWith("IFB")) return Encoding.BCD;
    return type.startsWith("IFE") ? Encoding.EBCDIC : Encoding.ASCII;
  }

  private static Encoding bytes(String type) {
    if (type.startsWith("IFB")) return Encoding.BINARY;
    return type.startsWith("IFE") ? Encoding.EBCDIC_HEX : Encoding.HEX;
  }

  private static Kind kind(String type) {
    if (type.startsWith("LLLL")) return Kind.LLLLVAR;
    if (type.startsWith("LLL")) return Kind.LLLVAR;
    return type.startsWith("LL") ? Kind.LLVAR : Kind.FIXED;
  }
}
