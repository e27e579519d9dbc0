package io.tillgate.wire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jpos.iso.packager.GenericPackager;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/**
 * A public packager definition and the dialect that says the same. The definitions are read from
 * {@code -Dspecs.dir}, else from the peer itself, which carries some of them; a test of one that is
 * in neither place is skipped, aloud.
 *
 * @param file below {@code iso8583/jpos} of that directory
 * @param notInTheFile fields that the dialect has and the definition forgot
 */
record Twin(String name, Supplier<Dialect> source, String file, Set<Integer> notInTheFile) {
  /** The peer reads no definition without it, and has the grammar with it. */
  private static final String DOCTYPE =
      "<!DOCTYPE isopackager PUBLIC \"-//jPOS/jPOS Generic Packager DTD 1.0//EN\""
          + " \"http://jpos.org/dtd/generic-packager-1.0.dtd\">";

  static final List<Twin> ALL =
      List.of(
          shipped("iso87-ascii", "main-resources/iso87ascii.xml"),
          shipped("iso87-binary", "main-resources/iso87binary.xml"),
          shipped("iso93-ascii", "main-resources/iso93ascii.xml"),
          shipped("iso93-binary", "main-resources/iso93binary.xml"),
          shipped("iso93-ebcdic", "dist-cfg/iso93ebcdic-custom.xml"),
          // Its row for field 91 says 96, which is there twice.
          new Twin("iso2003", named("iso2003"), "dist-cfg/iso2003binary.xml", Set.of(91)),
          new Twin("iso2003 as cmf", Twin::cmf, "main-resources/cmf.xml", Set.of(91)),
          new Twin("iso2003 as cmf 3", Twin::cmf, "main-resources/cmfv3.xml", Set.of(91)),
          new Twin("iso2003 as cmf 858", Twin::cmf858, "main-resources/cmf-858.xml", Set.of(91)),
          shipped("base24", "dist-cfg/base24.xml"),
          new Twin(
              "iso87-ascii with binary bitmaps",
              Twin::binaryBitmaps,
              "dist-cfg/iso87ascii-binary-bitmap.xml",
              Set.of()),
          new Twin(
              "iso87-ascii with binary bitmaps",
              Twin::binaryBitmaps,
              "dist-cfg/nyceiso8583.xml",
              Set.of()));

  private static Dialect binaryBitmaps() {
    return new DialectText().with("bitmap: hex", "bitmap: binary").read();
  }

  /** What the common message format itself says of fields that its copy writes otherwise. */
  private static Dialect cmf() {
    String row = "  72: {name: any, kind: llllvar, content: b, max: 9999}";
    return cmfText().withLine("  72:", row).read();
  }

  private static Dialect cmf858() {
    return cmfText().read();
  }

  private static DialectText cmfText() {
    return new DialectText("iso2003")
        .withLine("  21:", "  21: {name: any, kind: fixed, content: b, length: 19}")
        .withLine("  30:", "  30: {name: any, kind: fixed, content: b, length: 16}");
  }

  private static Twin shipped(String name, String file) {
    return new Twin(name, named(name), file, Set.of());
  }

  private static Supplier<Dialect> named(String name) {
    return () -> Dialect.named(name);
  }

  Dialect dialect() {
    return source.get();
  }

  private String text() throws IOException {
    Path path = Path.of(System.getProperty("specs.dir", "specs"), "iso8583/jpos", file);
    if (Files.exists(path)) return Files.readString(path, StandardCharsets.UTF_8);
    String resource = "packager" + file.substring(file.indexOf('/'));
    try (InputStream in = GenericPackager.class.getClassLoader().getResourceAsStream(resource)) {
      if (in != null) return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    System.out.println("NOT CHECKED, no such file: " + path);
    assumeTrue(false, "needs " + path);
    return "";
  }

  /** The rows of the fields, without those of fields within a field; of several the last counts. */
  List<Element> rows() throws Exception {
    var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
    Map<Integer, Element> rows = new TreeMap<>();
    InputSource source = new InputSource(new StringReader(text()));
    Node row = builder.parse(source).getDocumentElement().getFirstChild();
    for (; row != null; row = row.getNextSibling()) {
      if (row instanceof Element e) rows.put(Integer.parseInt(e.getAttribute("id")), e);
    }
    return List.copyOf(rows.values());
  }

  /**
   * The peer itself. Fields that consist of fields are taken as the bytes that they are, and
   * headers are left to whoever carries the message.
   */
  GenericPackager packager() throws Exception {
    StringBuilder text = new StringBuilder(DOCTYPE + "<isopackager>");
    for (Element row : rows()) {
      text.append("<isofield name=\"any\"");
      for (String name : List.of("id", "length", "class", "pad")) {
        if (row.hasAttribute(name)) {
          text.append(" %s=\"%s\"".formatted(name, row.getAttribute(name).strip()));
        }
      }
      text.append("/>");
    }
    byte[] file = text.append("</isopackager>").toString().getBytes(StandardCharsets.UTF_8);
    return new GenericPackager(new ByteArrayInputStream(file));
  }

  @Override
  public String toString() {
    return name + " and " + file;
  }
}
