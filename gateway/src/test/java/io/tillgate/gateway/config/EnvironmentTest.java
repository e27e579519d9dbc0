package io.tillgate.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.Tillgate;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class EnvironmentTest {
  private static final SettingSchema SCHEMA =
      SettingSchema.of(
          new JsonObject(
              """
              {"type": "object", "additionalProperties": false, "properties": {
                "maxBodyBytes": {"type": "integer"},
                "door": {"type": "object", "properties": {
                  "open": {"type": "boolean"},
                  "password": {"type": "string", "writeOnly": true}}},
                "members": {"type": "array", "items": {"type": "string"}},
                "links": {"type": "array", "items": {"type": "object", "properties": {
                  "host": {"type": "string"}, "port": {"type": "integer"}}}}}}
              """));

  @TempDir Path directory;
  private final JsonObject settings = new JsonObject();
  private final Map<String, String> origins = new HashMap<>();

  private List<String> apply(Map<String, String> variables) {
    return Environment.apply(SCHEMA, variables, settings, origins).stream()
        .map(Finding::toString)
        .toList();
  }

  @Test
  void textBecomesWhatTheSettingHolds() {
    Map<String, String> variables =
        Map.of(
            "TILLGATE_MAX_BODY_BYTES", "12",
            "TILLGATE_DOOR_OPEN", "true",
            "TILLGATE_DOOR_PASSWORD", "007",
            "TILLGATE_MEMBERS", "a:1, b:2");
    assertEquals(List.of(), apply(variables));
    assertEquals(
        new JsonObject(
            """
            {"maxBodyBytes": 12, "door": {"open": true, "password": "007"},
             "members": ["a:1", "b:2"]}
            """),
        settings);
    assertEquals("TILLGATE_DOOR_OPEN", origins.get("door.open"));
  }

  @Test
  void anItemOfAListGoesByItsNumberAndLeavesNoGap() {
    settings.mergeIn(new JsonObject("{\"links\": [{\"host\": \"a\", \"port\": 1}]}"));
    assertEquals(
        List.of(
            "TILLGATE_LINKS_3_HOST: links.3.host: has no place: a list is given from 0, without gaps"),
        apply(
            Map.of(
                "TILLGATE_LINKS_0_PORT", "2",
                "TILLGATE_LINKS_1_HOST", "b",
                "TILLGATE_LINKS_3_HOST", "d")));
    assertEquals(
        new JsonObject("{\"links\": [{\"host\": \"a\", \"port\": 2}, {\"host\": \"b\"}]}"),
        settings);
  }

  @Test
  void aSecretMayLieInAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("p"), "s3cret\n");
    assertEquals(List.of(), apply(Map.of("TILLGATE_DOOR_PASSWORD_FILE", file.toString())));
    assertEquals("s3cret", settings.getJsonObject("door").getString("password"));
  }

  @Test
  void aSecretGivenTwiceIsRefusedWithoutShowingIt() throws IOException {
    Path file = Files.writeString(directory.resolve("p"), "s3cret\n");
    List<String> twice =
        apply(
            Map.of(
                "TILLGATE_DOOR_PASSWORD", "0ther", "TILLGATE_DOOR_PASSWORD_FILE", file.toString()));
    assertEquals(
        List.of(
            "TILLGATE_DOOR_PASSWORD_FILE: door.password: is given as TILLGATE_DOOR_PASSWORD, too:"
                + " unset one of them"),
        twice);
  }

  @Test
  void aSecretInAFileThatIsNotThereIsRefused() {
    List<String> missing = apply(Map.of("TILLGATE_DOOR_PASSWORD_FILE", directory + "/x"));
    assertEquals(1, missing.size());
    assertTrue(missing.get(0).contains("cannot read the file"), missing.get(0));
  }

  @Test
  void onlySecretsComeFromFiles() {
    assertEquals(
        List.of("TILLGATE_DOOR_OPEN_FILE: is no setting; did you mean TILLGATE_DOOR_OPEN?"),
        apply(Map.of("TILLGATE_DOOR_OPEN_FILE", "/x")));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everySettingHasAVariableOfItsOwn(Role role) {
    Set<String> variables = new HashSet<>();
    for (String leaf : SettingSchema.of(role).leaves()) {
      assertTrue(variables.add(Environment.variable(leaf)), leaf);
      assertFalse(Environment.NOT_SETTINGS.contains(Environment.variable(leaf)), leaf);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theVariableThatTheHelpOfARoleNamesIsOne(Role role) {
    StringWriter out = new StringWriter();
    CommandLine command = Tillgate.commandLine().setOut(new PrintWriter(out));
    assertEquals(0, command.execute(role.word(), "--help"));
    String help = out.toString().replaceAll("\\s+", "");
    Matcher named =
        Pattern.compile("environmentvariable:([a-zA-Z.]+)is(TILLGATE_[A-Z_]+)").matcher(help);
    assertTrue(named.find(), help);
    assertTrue(SettingSchema.of(role).leaves().contains(named.group(1)), named.group(1));
    assertEquals(Environment.variable(named.group(1)), named.group(2));
  }
}
