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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AnswersTest {
  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine commandLine =
      Tillgate.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dmo",
        "edge --confg x",
        "edge --log xml",
        "config",
        "config check",
        "config show x",
        "central extra",
        "decode --dialect",
        "journal",
        "keys"
      })
  void aCommandUsedWronglyEndsWithTwoAndSaysWhereToRead(String arguments) {
    String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    assertEquals(Answers.USAGE, commandLine.execute(split));
    assertTrue(err.toString().contains("--help'"), err.toString());
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "edge",
        "central",
        "demo",
        "config",
        "config check",
        "config show",
        "keys",
        "journal",
        "decode",
        "scan",
        "sandbox"
      })
  void everyCommandHasHelpWithItsExitCodes(String command) {
    String[] arguments = (command + " --help").strip().split(" ");
    assertEquals(0, commandLine.execute(arguments), err.toString());
    assertTrue(out.toString().contains("Exit codes:"), out.toString());
  }

  /** Files that the shipped settings name. */
  private void certificates(String... names) throws IOException {
    Path tls = Files.createDirectories(directory.resolve("tls"));
    for (String name : names) Files.writeString(tls.resolve(name), "there");
  }

  @Test
  void goodSettingsAreCalledGoodAndBadOnesAreToldLineByLine() throws Exception {
    Path shipped = Path.of(System.getProperty("project.root", ".."), "conf/central.yaml");
    Path good = Files.copy(shipped, directory.resolve("good-central.yaml"));
    certificates("central.pem", "central.key", "authorities.pem");
    assertEquals(0, commandLine.execute("config", "check", good.toString()), out.toString());
    assertTrue(out.toString().contains("good settings for central"), out.toString());

    out.getBuffer().setLength(0);
    Path bad = Files.writeString(directory.resolve("central.yaml"), "cluster:\n  prt: 1\n");
    assertEquals(Answers.BAD_NEWS, commandLine.execute("config", "check", bad.toString()));
    assertTrue(
        out.toString().contains(bad + ":2: cluster.prt: is no setting; did you mean port?"),
        out.toString());
    assertTrue(
        out.toString().contains(bad + ":1: landing.certificate: is missing"), out.toString());
  }

  @Test
  void settingsThatAreNoYamlAreToldWithTheirLineWhateverTheyAreCalled() throws Exception {
    Path file = Files.writeString(directory.resolve("mine.yaml"), "store: a\n\tedge: b\n");
    assertEquals(Answers.BAD_NEWS, commandLine.execute("config", "check", file.toString()));
    assertTrue(err.toString().contains(file + ":2: is not YAML here: "), err.toString());
    assertEquals(Answers.BAD_NEWS, commandLine.execute("config", "check", directory.toString()));
    assertTrue(err.toString().contains(directory + ": is a directory"), err.toString());
  }

  @Test
  void aBadDialectBesideTheSettingsIsToldWithItsLine() throws Exception {
    Path conf = Path.of(System.getProperty("project.root", ".."), "conf");
    Path settings = Files.copy(conf.resolve("edge.yaml"), directory.resolve("edge.yaml"));
    Path dialects = Files.createDirectories(directory.resolve("acquirer"));
    String text = Files.readString(conf.resolve("acquirer/iso87-ascii.yaml"));
    Files.writeString(dialects.resolve("mine.yaml"), text.replaceFirst("framing:", "farming:"));
    assertEquals(Answers.BAD_NEWS, commandLine.execute("config", "check", settings.toString()));
    assertTrue(out.toString().matches("(?s).*acquirer/mine.yaml:\\d+: .*"), out.toString());
  }

  /** The shipped settings with two acquirers instead of one. */
  private Path withRoutes(String routes) throws Exception {
    Path conf = Path.of(System.getProperty("project.root", ".."), "conf");
    String acquirers =
        "  acquirers:\n"
            + "    - {name: bank-a, endpoints: [\"a.example:1\"]}\n"
            + "    - {name: bank-b, endpoints: [\"b.example:1\"], profile: iso93-ascii}\n"
            + "  routes:\n";
    String text =
        Files.readString(conf.resolve("edge.yaml"))
            .replaceFirst("(?s)  acquirer: .*?\n\n", acquirers + routes + "\n")
            .replaceFirst("\n  routes: \\[\\] [^\n]*", "");
    return Files.writeString(directory.resolve("edge.yaml"), text);
  }

  private static int line(Path file, String text) throws Exception {
    return 1 + Files.readAllLines(file).indexOf(text);
  }

  @Test
  void aRouteToNobodyAndAProfileOfAnotherFormAreToldWithTheirLines() throws Exception {
    String route = "    - {brands: [visa], acquirer: bank-c}";
    Path file = withRoutes(route + "\n");
    assertEquals(Answers.BAD_NEWS, commandLine.execute("config", "check", file.toString()));
    String place = file + ":" + line(file, route);
    assertTrue(
        out.toString()
            .contains(
                place
                    + ": card.routes.0.acquirer: 'bank-c' is no acquirer; there are bank-a,"
                    + " bank-b"),
        out.toString());

    out.getBuffer().setLength(0);
    file = withRoutes("    - {acquirer: bank-b}\n");
    assertEquals(Answers.BAD_NEWS, commandLine.execute("config", "check", file.toString()));
    assertTrue(
        out.toString().contains("card.acquirers.1.profile: the edition of 'iso93-ascii'"),
        out.toString());
  }

  @Test
  void aRouteThatNothingCanTakeIsAWarningAndNoMistake() throws Exception {
    String late = "    - {brands: [visa], acquirer: bank-b}";
    Path file = withRoutes("    - {acquirer: bank-a}\n" + late + "\n");
    String text = Files.readString(file).replace(", profile: iso93-ascii", "");
    Files.writeString(file, text);
    certificates("edge.pem", "edge.key", "authorities.pem");
    assertEquals(0, commandLine.execute("config", "check", file.toString()), out.toString() + err);
    assertTrue(
        out.toString()
            .contains(
                file + ":" + line(file, late) + ": card.routes.1: warning: nothing is left for it"),
        out.toString());
    assertTrue(out.toString().contains("good settings for edge"), out.toString());
  }

  @Test
  void oneAcquirerBesideSeveralIsAMistake() throws Exception {
    Path file = withRoutes("    - {acquirer: bank-a}\n");
    String text = Files.readString(file);
    String both = "card:\n  acquirer: {endpoints: [\"a:1\"]}\n";
    Files.writeString(file, text.replace("card:\n", both));
    assertEquals(Answers.BAD_NEWS, commandLine.execute("config", "check", file.toString()));
    assertTrue(
        out.toString().contains("card.acquirer: is there beside 'acquirers'"), out.toString());
  }

  @Test
  void secretsAreMaskedWhenSettingsAreShown() throws Exception {
    Path conf = Path.of(System.getProperty("project.root", ".."), "conf/central.yaml");
    String text = Files.readString(conf).replaceFirst("# password:  ", "password: hunter2 ");
    Path file = Files.writeString(directory.resolve("central.yaml"), text);
    assertEquals(
        0, commandLine.execute("config", "show", "--config", file.toString()), err.toString());
    assertFalse(out.toString().contains("hunter2"), out.toString());
    assertTrue(out.toString().contains("password: '********'"), out.toString());
  }

  @Test
  void aBugShowsItsTraceWithoutCardNumbers() {
    CommandLine broken =
        new CommandLine(
                CommandLine.Model.CommandSpec.wrapWithoutInspection(
                    (Runnable)
                        () -> {
                          throw new IllegalStateException("no 4111111111111111");
                        }))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler(Answers::couldNotBeDone);
    assertEquals(Answers.BAD_NEWS, broken.execute());
    assertTrue(err.toString().contains("this is a bug"), err.toString());
    assertTrue(err.toString().contains("AnswersTest"), err.toString());
    assertFalse(err.toString().contains("4111111111111111"), err.toString());
  }
}
