package io.tillgate.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  private static final String GOOD = "store: berlin-4\nedge: box-1\n";

  /** What must be told besides, after the lines that a test is about. */
  private static final String REST =
      """

      card: {acquirer: {endpoints: ["a:1"]}}
      uplink: {centrals: ["https://a:1"], trustFile: t, certificateFile: c, keyFile: k}
      """;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("edge.yaml");
  }

  private Configuration read(String text) throws IOException {
    return read(text, Map.of());
  }

  private Configuration read(String text, Map<String, String> environment) throws IOException {
    Files.writeString(file, text + REST);
    return Configuration.read(Role.EDGE, file, environment);
  }

  private List<String> findings(Configuration configuration) {
    String prefix = directory + "/";
    return configuration.findings().stream().map(f -> f.toString().replace(prefix, "")).toList();
  }

  @Test
  void aShopThatNamesOnlyItselfGetsDefaultsForAllElse() throws IOException {
    Configuration configuration = read(GOOD);
    assertEquals(List.of(), findings(configuration));
    assertEquals("berlin-4", configuration.settings().getString("store"));
    assertEquals(9464, configuration.section("management").getInteger("port"));
  }

  @Test
  void everyMistakeIsToldAtItsLineInOneRun() throws IOException {
    String text =
        """
        store: berlin 4
        edge: 3
        managment:
          port: 1
        management:
          prt: 1
          port: 70000
        journal:
          segmentBytes: big
          maxRecordBytes: 1000
        log: {level: inf}
        port: 12
        """;
    assertEquals(
        List.of(
            "edge.yaml:1: store: is 'berlin 4', but must be 1 to 63 letters, digits, dots, dashes or"
                + " underscores, for example berlin-04",
            "edge.yaml:2: edge: is 3, but must be text (put it in quotes if it looks like a number)",
            "edge.yaml:3: managment: is no setting; did you mean management?",
            "edge.yaml:6: management.prt: is no setting; did you mean port?",
            "edge.yaml:7: management.port: is 70000, but must be 0 to 65535",
            "edge.yaml:9: journal.segmentBytes: is 'big', but must be a whole number",
            "edge.yaml:10: journal.maxRecordBytes: is 1000, but must be 1024 to 1048576",
            "edge.yaml:11: log.level: is 'inf', but must be one of error, warn, info, debug; did you"
                + " mean info?",
            "edge.yaml:12: port: is no setting; there is card.terminals.port, card.nexo.port, pos.port,"
                + " management.port"),
        findings(read(text)));
  }

  @Test
  void whatMustBeGivenIsMissedByName() throws IOException {
    assertEquals(
        List.of("edge.yaml:1: store: is missing; give the store's name, as central knows it"),
        findings(read("edge: box-1\n")));
  }

  @Test
  void aNameGivenTwiceIsRefusedWithBothLines() throws IOException {
    assertEquals(
        List.of("edge.yaml:3: store: is given twice, first at line 1"),
        findings(read(GOOD + "store: other\n")));
  }

  @Test
  void brokenYamlIsToldAtItsLine() throws IOException {
    List<String> findings = findings(read("store: berlin-4\nedge: \"box-1\nlog:\n"));
    assertEquals(1, findings.size());
    assertTrue(findings.get(0).matches("edge.yaml:[4-9]: is not YAML here: .*"), findings.get(0));
  }

  @Test
  void yamlNeverMakesMoreOfATextThanAText() throws IOException {
    Configuration configuration = read("store: no\nedge: 'on'\ndataDirectory: 22:30\n");
    assertEquals(List.of(), findings(configuration));
    assertEquals("no", configuration.settings().getString("store"));
    assertTrue(configuration.settings().getString("dataDirectory").endsWith("/22:30"));
    assertEquals(
        List.of("edge.yaml:3: is not YAML here: Global tag is not allowed: !!java.net.URL"),
        findings(read(GOOD + "dataDirectory: !!java.net.URL [a]\n")).stream()
            .map(finding -> finding.replace("tag:yaml.org,2002:", "!!"))
            .toList());
    String binary = findings(read(GOOD + "dataDirectory: !!binary aGk=\n")).get(0);
    assertTrue(binary.endsWith("binary, which settings do not use"), binary);
  }

  @Test
  void anAliasThatBitesItsTailEndsAtTheDepthLimit() throws IOException {
    List<String> findings = findings(read(GOOD + "log: &a\n  level: info\n  file: *a\n"));
    assertFalse(findings.isEmpty());
  }

  @Test
  void theEnvironmentWinsOverTheFileAndItsMistakesCarryItsName() throws IOException {
    Map<String, String> environment =
        Map.of("TILLGATE_MANAGEMENT_PORT", "9", "TILLGATE_LOG_LEVEL", "loud", "PATH", "/bin");
    Configuration configuration = read(GOOD + "management:\n  port: 8\n", environment);
    assertEquals(9, configuration.section("management").getInteger("port"));
    assertEquals(
        List.of(
            "TILLGATE_LOG_LEVEL: log.level: is 'loud', but must be one of error, warn, info, debug"),
        findings(configuration));
  }

  @Test
  void aVariableThatIsNoSettingIsRefusedWithTheNearestName() throws IOException {
    Map<String, String> environment =
        Map.of("TILLGATE_LOG_LEVL", "info", "TILLGATE_JAVA_OPTS", "-Xmx1g");
    assertEquals(
        List.of("TILLGATE_LOG_LEVL: is no setting; did you mean TILLGATE_LOG_LEVEL?"),
        findings(read(GOOD, environment)));
  }

  @Test
  void anEmptyVariableCountsAsNotGiven() throws IOException {
    Configuration configuration = read(GOOD, Map.of("TILLGATE_MANAGEMENT_PORT", ""));
    assertEquals(9464, configuration.section("management").getInteger("port"));
  }

  @Test
  void namesOfFilesLieBesideTheSettingsFile() throws IOException {
    Configuration configuration = read(GOOD + "dataDirectory: ../data\n");
    assertEquals(
        directory.resolve("../data").normalize().toString(),
        configuration.settings().getString("dataDirectory"));
  }

  @Test
  void namesOfAnyCharactersAreToldAsTheyAre() throws IOException {
    assertEquals(
        List.of("edge.yaml:3: 9%: is no setting", "edge.yaml:4: a/b~c d: is no setting"),
        findings(read(GOOD + "9%: 1\na/b~c d: 1\n")).stream()
            .map(finding -> finding.replaceAll(";.*", ""))
            .toList());
  }

  @Test
  void aFileThatIsNotThereIsTheOnlyFinding() {
    Configuration configuration = Configuration.read(Role.EDGE, file, Map.of());
    assertEquals(
        List.of("edge.yaml: is not there; name another with --config"), findings(configuration));
  }

  @Test
  void aFileOfNoiseIsRefusedWithoutTrouble() throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String alphabet = "ab: -\n\t\"'{}[]&*!|>%@#,?~\\0";
    for (int run = 0; run < 500; run++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(60);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertFalse(read(text.toString()).findings().isEmpty(), "accepted with seed " + seed);
    }
  }
}
