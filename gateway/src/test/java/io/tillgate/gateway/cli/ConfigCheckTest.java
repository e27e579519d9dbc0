package io.tillgate.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.Tillgate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tillgate config check} of an edge, its dialect and the files that it names. */
class ConfigCheckTest {
  private static final Path CONF = Path.of(System.getProperty("project.root", ".."), "conf");

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private Path settings;
  private Path dialect;

  @BeforeEach
  void aShopWithItsOwnDialect() throws IOException {
    Files.createDirectories(directory.resolve("acquirer"));
    for (String file : List.of("authorities.pem", "edge.pem", "edge.key")) touch("tls/" + file);
    dialect = directory.resolve("acquirer/mine.yaml");
    Files.copy(CONF.resolve("acquirer/iso87-ascii.yaml"), dialect);
    settings = directory.resolve("edge.yaml");
    Files.copy(CONF.resolve("edge.yaml"), settings);
    replace(settings, "dialect: iso87-ascii", "dialect: acquirer/mine.yaml");
  }

  private void touch(String file) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "there");
  }

  private static void replace(Path file, String old, String text) throws IOException {
    String content = Files.readString(file);
    assertTrue(content.contains(old), () -> "not in the file: " + old);
    Files.writeString(file, content.replace(old, text));
  }

  /** The line of the first place where the file says so, counted from 1. */
  private static int line(Path file, String text) throws IOException {
    String content = Files.readString(file);
    assertTrue(content.contains(text), () -> "not in the file: " + text);
    return content.substring(0, content.indexOf(text)).split("\n", -1).length;
  }

  private int check() {
    return check(settings);
  }

  private int check(Path file) {
    return Tillgate.commandLine()
        .setOut(new PrintWriter(out))
        .execute("config", "check", file.toString());
  }

  private void assertTold(String line) {
    assertEquals(Answers.BAD_NEWS, check());
    assertTrue(out.toString().lines().anyMatch(line::equals), () -> line + "\nis not in\n" + out);
  }

  @Test
  void goodSettingsAreCalledGood() {
    assertEquals(0, check(), out.toString());
    assertTrue(out.toString().contains("good settings for edge"), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lengthBytes: 2 |lengthBytes: 3 |framing contradicts itself: lengthBytes must be 2 or 4",
        "tpdu: none|tpdu: 60|framing.tpdu must be none, or 5 bytes in hex",
        "  digits: ascii|  digits: ascci|encoding.digits must be one of ascii, ebcdic, bcd, not"
            + " 'ascci'",
        "bitmapFields: 128|bitmapFields: 96|bitmapFields must be 64, 128 or 192",
        "answer: \"0210\"|answer: \"1210\"|messages.0200.answer is not of the 1987 edition",
        "always: [11]|always: [2]|matching.always names field 2, which holds card data",
        "timedOut: \"91\"|timedOut: \"00\"|answers.timedOut is a code that means approved",
        "answerMillis: 30000|answerMillis: soon|answerMillis must be a whole number, not 'soon'",
        "copy: [2, 3,|copy: [2, 35, 3,|reversal.copy names field 35, which may not be kept for a"
            + " reversal",
        "growthPercent: 200|growthPercent: 2|retry.growthPercent must be 100 to 1000, not 2",
        "missedEchoes: 3|missedEcho: 3|network.missedEcho is not a setting of a dialect; is"
            + " 'missedEchoes' meant?",
        "  41:  {name: Terminal, kind: fixed|  41:  {name: Terminal, kind: fixt|fields.41.kind must"
            + " be one of fixed, llllvar, lllvar, llvar, not 'fixt'",
        "content: b, length: 8, holds: pin}|content: b, length: 8, holds: nothing}|fields.52 holds"
            + " card data or a PIN in every edition: say what",
      })
  void aMistakeInTheDialectIsToldByFileAndLine(String old, String bad, String reason)
      throws IOException {
    replace(dialect, old, bad);
    assertEquals(Answers.BAD_NEWS, check());
    String told =
        out.toString()
            .lines()
            .filter(line -> line.startsWith(dialect + ":"))
            .findFirst()
            .orElse("");
    assertTrue(told.matches(".*:[0-9]+: .*"), out.toString());
    assertTrue(told.endsWith(reason), told);
    int said = Integer.parseInt(told.substring(dialect.toString().length() + 1).split(":")[0]);
    int first = line(dialect, bad);
    // What is missing or contradicts itself is told where its section begins.
    assertTrue(said <= first && said > first - 10, said + " and not " + first + ": " + told);
    assertEquals(1, out.toString().lines().count(), "told once: " + out);
  }

  @Test
  void everyMistakeOfADialectIsToldInOneGo() throws IOException {
    replace(dialect, "lengthBytes: 2 ", "lengthBytes: 3 ");
    replace(dialect, "growthPercent: 200", "growthPercent: 2");
    replace(dialect, "  41:  {name: Terminal, kind: fixed", "  41:  {name: Terminal, kind: fixt");
    replace(dialect, "  42:  {name: Merchant, kind: fixed", "  42:  {name: Merchant, kind: fixt");
    assertEquals(Answers.BAD_NEWS, check());
    List<String> told = out.toString().lines().toList();
    assertEquals(4, told.size(), out.toString());
    for (String line : told) assertTrue(line.matches(".*mine.yaml:[0-9]+: .*"), line);
  }

  @Test
  void aDialectIsCheckedByItself() throws IOException {
    assertEquals(0, check(dialect), out.toString());
    replace(dialect, "bitmapFields: 128", "bitmapFields: 96");
    out.getBuffer().setLength(0);
    assertEquals(Answers.BAD_NEWS, check(dialect));
    assertTrue(
        out.toString().startsWith(dialect + ":" + line(dialect, "bitmapFields: 96") + ": "),
        out.toString());
  }

  @Test
  void whatIsNoYamlIsToldByItsLine() throws IOException {
    replace(dialect, "always: [11]", "always: [11");
    assertEquals(Answers.BAD_NEWS, check());
    assertTrue(out.toString().startsWith(dialect + ":"), out.toString());
    assertTrue(out.toString().contains("is not YAML"), out.toString());
  }

  @Test
  void aDialectThatDoesNotComeWithTheProgramIsTheMistakeOfTheLineThatNamesIt() throws IOException {
    replace(settings, "dialect: acquirer/mine.yaml", "dialect: iso99");
    assertEquals(Answers.BAD_NEWS, check());
    String start =
        settings + ":" + line(settings, "dialect: iso99") + ": card.dialect: names iso99";
    assertTrue(out.toString().startsWith(start), out.toString());
    assertTrue(out.toString().contains("iso93-ebcdic"), "it says which there are: " + out);
  }

  @Test
  void aDialectFileThatIsNotThereIsToldOnce() throws IOException {
    replace(settings, "dialect: acquirer/mine.yaml", "dialect: acquirer/yours.yaml");
    Path named = directory.resolve("acquirer/yours.yaml");
    assertTold(
        "%s:%d: card.dialect: names %s, which is not there; put it there or name another"
            .formatted(settings, line(settings, "acquirer/yours.yaml"), named));
    assertEquals(1, out.toString().lines().count(), out.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"trustFile", "certificateFile", "keyFile"})
  void aCertificateOrKeyThatIsNotThereIsToldByTheLineThatNamesIt(String setting)
      throws IOException {
    String text = Files.readString(settings);
    String name = text.replaceFirst("(?s).*\n  " + setting + ": (\\S+).*", "$1");
    Files.delete(directory.resolve(name));
    assertTold(
        "%s:%d: uplink.%s: names %s, which is not there; put it there or name another"
            .formatted(settings, line(settings, setting + ":"), setting, directory.resolve(name)));
  }

  @Test
  void filesOfTerminalsAndAcquirersAndOfKeysAreLookedForToo() throws IOException {
    replace(settings, "    # tls:                     # without it, plain TCP in", "    tls:  #");
    replace(settings, "    #   certificate: tls/edge.pem", "      certificate: tls/none.pem");
    replace(settings, "    #   key: tls/edge.key", "      key: tls/none.key");
    replace(settings, "#  kekFile: /mnt/other/kek.key", "  kekFile: nowhere.key");
    assertEquals(Answers.BAD_NEWS, check());
    for (String path :
        List.of("card.terminals.tls.certificate", "card.terminals.tls.key", "keys.kekFile")) {
      assertTrue(out.toString().contains(": " + path + ": names "), path + "\n" + out);
    }
  }

  @Test
  void aDirectoryIsNoFile() throws IOException {
    Files.delete(directory.resolve("tls/edge.key"));
    Files.createDirectory(directory.resolve("tls/edge.key"));
    assertEquals(Answers.BAD_NEWS, check());
    assertTrue(out.toString().contains("which is no file; name a file"), out.toString());
    assertFalse(out.toString().contains("good settings"), out.toString());
  }

  @Test
  void aSettingThatIsWrongIsToldBeforeFilesAreLookedFor() throws IOException {
    replace(settings, "maxOutstanding: 256", "maxOutstanding: many");
    assertEquals(Answers.BAD_NEWS, check());
    String start = settings + ":" + line(settings, "maxOutstanding: many") + ": card.acquirer";
    assertTrue(out.toString().startsWith(start), out.toString());
  }
}
