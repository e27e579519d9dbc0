package io.tillgate.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.Tillgate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysCommandTest {
  @TempDir Path temp;
  private String ring;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void nameTheRing() {
    ring = temp.resolve("keys").toString();
  }

  @Test
  void initMakesARingThatShowLists() {
    assertEquals(0, run("keys", "init", ring));
    String made = out.toString();
    assertTrue(made.contains("TOKEN     ACTIVE"), made);
    assertTrue(made.contains("JOURNAL   ACTIVE"), made);
    assertEquals(0, run("keys", "show", ring));
    assertEquals(made, out.toString());
  }

  @Test
  void theSecondStoreTakesTheTokenKeyOfTheFirstByDirectoryOrFile() throws IOException {
    assertEquals(0, run("keys", "init", ring));
    String token = checkValue("TOKEN");
    String journal = checkValue("JOURNAL");
    String file = Path.of(ring, "ring.json").toString();
    for (String from : new String[] {ring, file}) {
      String second = Files.createTempDirectory(temp, "second").toString();
      assertEquals(0, run("keys", "init", second, "--token-key-from", from), err::toString);
      assertEquals(token, checkValue("TOKEN"));
      assertNotEquals(journal, checkValue("JOURNAL"));
    }
  }

  @Test
  void theKeyEncryptionKeyMayLieOnAnotherDisk() {
    String kek = temp.resolve("stick/kek").toString();
    assertEquals(0, run("keys", "init", ring, "--kek", kek), err::toString);
    assertEquals(1, run("keys", "show", ring));
    assertTrue(err.toString().contains("no key-encryption key at"), err.toString());
    assertEquals(0, run("keys", "show", ring, "--kek", kek));
    String second = temp.resolve("second").toString();
    assertEquals(0, run("keys", "init", second, "--token-key-from", ring, "--token-key-kek", kek));
  }

  @Test
  void whatCannotBeDoneEndsWithOneLineAndCodeOne() throws IOException {
    assertEquals(0, run("keys", "init", ring));
    refused("exists and is left as it is", "keys", "init", ring);
    refused("no key ring at", "keys", "show", temp.resolve("none").toString());
    Path other = Files.writeString(temp.resolve("notes.txt"), "x");
    String third = temp.resolve("third").toString();
    refused("is not a key ring", "keys", "init", third, "--token-key-from", other.toString());
    assertFalse(Files.exists(Path.of(third)), "nothing is left of a ring that was refused");
    Files.writeString(Path.of(ring, "ring.json"), "{");
    refused("restore it from its backup", "keys", "show", ring);
  }

  private void refused(String expected, String... arguments) {
    assertEquals(1, run(arguments));
    assertTrue(err.toString().contains(expected), err.toString());
    assertEquals(1, err.toString().lines().count());
    assertEquals("", out.toString());
  }

  @Test
  void wrongUseEndsWithCodeTwo() {
    assertEquals(2, run("keys"));
    assertEquals(2, run("keys", "init"));
    assertEquals(2, run("keys", "init", ring, "--token-key-kek", "x"));
    assertTrue(err.toString().contains("needs --token-key-from"), err.toString());
    assertEquals(2, run("keys", "destroy", ring));
    assertEquals(0, run("keys", "init", "--help"));
    assertFalse(Files.exists(Path.of(ring)));
  }

  private String checkValue(String role) {
    String line = out.toString().lines().filter(l -> l.contains(role)).findFirst().orElseThrow();
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine command = Tillgate.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(arguments);
  }
}
