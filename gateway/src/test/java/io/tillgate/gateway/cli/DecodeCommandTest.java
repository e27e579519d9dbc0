package io.tillgate.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.Tillgate;
import io.tillgate.wire.Amount;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.packager.GenericPackager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class DecodeCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int decode(String lines, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "decode";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    CommandLine command =
        Tillgate.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    try {
      return command.execute(all);
    } finally {
      System.setIn(before);
    }
  }

  private static String message(String dialect) throws Exception {
    String packager = "packager/" + dialect.replace("-", "") + ".xml";
    ISOMsg message = new ISOMsg();
    message.setPackager(
        new GenericPackager(
            DecodeCommandTest.class.getClassLoader().getResourceAsStream(packager)));
    message.setMTI(dialect.startsWith("iso87") ? "0200" : "1200");
    message.set(2, "4111111111111111");
    message.set(3, "000000");
    message.set(4, "000000001000");
    message.set(11, "000042");
    message.set(35, "4111111111111111=27122010000");
    message.set(41, "TERM0001");
    byte[] chip = HexFormat.of().parseHex("5A0841111111111111119F2608AABBCCDDEEFF0011");
    if (dialect.equals("iso87-ascii")) {
      message.set(55, new String(chip, StandardCharsets.ISO_8859_1));
    } else {
      message.set(55, chip);
    }
    return HexFormat.of().formatHex(message.pack());
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso87-ascii", "iso87-binary", "iso93-ascii", "iso93-binary"})
  void aMessageOfAnotherLibraryIsShownMasked(String dialect) throws Exception {
    assertEquals(0, decode(message(dialect) + "\n", "--dialect", dialect));
    assertEquals(
        ("{'mti':'%s','fields':{'2':'41111111****1111','3':'000000','4':'000000001000',"
                + "'11':'000042','35':'41111111****1111 and track','41':'TERM0001',"
                + "'55':'masked, 21 long'},"
                + "'emv':{'5A':'41111111****1111','9F26':'AABBCCDDEEFF0011'}}")
            .formatted(dialect.startsWith("iso87") ? "0200" : "1200")
            .replace('\'', '"'),
        out.toString().strip());
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void everyDialectThatShipsIsDecodedAndMasked(String name) {
    Dialect dialect = Dialect.named(name);
    byte[] bytes = new byte[1_024];
    int mti = dialect.edition().digit() * 1_000 + 200;
    byte[] number = "4111111111111111".getBytes(StandardCharsets.US_ASCII);
    MessageBuilder builder = new MessageBuilder(dialect).start(mti).value(2, number, 0, 16);
    builder.text(11, "42").text(41, "TERM0001");
    Amount.write(builder, 1_000, 978, 2);
    int length = builder.write(bytes, 0);
    String line = HexFormat.of().formatHex(bytes, 0, length);
    assertEquals(0, decode(line, "--dialect", name));
    String shown = out.toString();
    assertTrue(shown.contains("\"2\":\"41111111****1111\""), shown);
    assertTrue(shown.contains("42\""), shown);
    assertFalse(shown.contains("4111111111111111"), shown);
  }

  @Test
  void aBadLineIsToldAndTheOthersGoOn() throws Exception {
    String good = message("iso87-ascii");
    String bad = good.substring(0, good.length() - 2);
    String lines = good + "\n\nnot hex\n" + bad + "\r\n" + "00".repeat(200_000) + "\n" + good;
    assertEquals(1, decode(lines, "--dialect", "iso87-ascii"));
    List<String> shown = out.toString().lines().toList();
    assertEquals(5, shown.size());
    assertTrue(shown.get(0).startsWith("{\"mti\":\"0200\""));
    assertTrue(shown.get(1).startsWith("{\"line\":3,\"error\":\"not an even number"), shown.get(1));
    assertTrue(shown.get(2).startsWith("{\"line\":4,\"error\":\"field 55: "), shown.get(2));
    assertEquals("{\"line\":5,\"error\":\"longer than any message\"}", shown.get(3));
    assertEquals(shown.get(0), shown.get(4));
    assertFalse(out.toString().contains("4111111111111111"));
  }

  @Test
  void framedMessagesAreReadWithTheirLength() throws Exception {
    String good = message("iso87-ascii");
    String framed = "%04X".formatted(good.length() / 2) + good;
    assertEquals(0, decode(framed, "--dialect", "iso87-ascii", "--framed"));
    assertEquals(1, decode(good, "--dialect", "iso87-ascii", "--framed"));
  }

  @Test
  void aDirectoryOfDialectsThatIsNotThereIsUsedWrongly(@TempDir Path conf) {
    String nowhere = conf.resolve("nowhere").toString();
    assertEquals(2, decode("", "--dialect", "iso87-ascii", "--conf", nowhere));
    assertTrue(err.toString().contains(nowhere + " is no directory"), err.toString());
  }

  @Test
  void aDialectOfADirectoryIsUsed(@TempDir Path conf) throws Exception {
    Path shipped = Path.of(System.getProperty("project.root"), "conf/acquirer/iso87-ascii.yaml");
    String text = Files.readString(shipped).replace("dialect: iso87-ascii", "dialect: mine");
    Files.writeString(conf.resolve("mine.yaml"), text);
    String[] arguments = {"--dialect", "mine", "--conf", conf.toString()};
    assertEquals(0, decode(message("iso87-ascii"), arguments));
    String wrong = text.replace("mti: ascii", "mti: morse");
    Files.writeString(conf.resolve("mine.yaml"), wrong);
    assertEquals(2, decode("", arguments));
    int line = text.substring(0, text.indexOf("mti: ascii")).split("\n", -1).length;
    String expected = "mine.yaml:" + line + ": encoding.mti must be one of ascii, ebcdic, bcd, not";
    assertTrue(err.toString().contains(expected), err.toString());
  }

  @Test
  void aMissingOrUnknownDialectIsUsedWrongly() {
    assertEquals(2, decode(""));
    assertTrue(err.toString().contains("--dialect"), err.toString());
    assertEquals(2, decode("", "--dialect", "nobody"));
    assertTrue(err.toString().contains("iso87-ascii"), err.toString());
    assertEquals(0, decode("", "--help"));
    assertTrue(out.toString().contains("--framed"));
  }
}
