package io.tillgate.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.Tillgate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
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

  @Test
  void rotateRetireRestoreAndDestroyLeadAKeyThroughItsLife() throws IOException {
    assertEquals(0, run("keys", "init", ring));
    String old = id("JOURNAL", "ACTIVE");
    String value = checkValue("JOURNAL");
    assertEquals(0, run("keys", "rotate", ring, "journal"), err::toString);
    assertTrue(out.toString().contains("systemctl reload tillgate-edge"), out.toString());
    assertEquals(2, run("keys", "retire", ring, old));
    assertTrue(err.toString().contains("--data DIR"), err.toString());
    refused("retire it first", "keys", "destroy", ring, old, "--check-value", value, "--no-data");
    assertEquals(0, run("keys", "retire", ring, old, "--no-data"), err::toString);
    assertEquals(0, run("keys", "restore", ring, old), err::toString);
    assertEquals(0, run("keys", "retire", ring, old, "--no-data"), err::toString);
    refused("has the check value", "keys", "destroy", ring, old, "--check-value", "1", "--no-data");
    assertEquals(0, run("keys", "destroy", ring, old, "--check-value", value, "--no-data"));
    assertEquals(0, run("keys", "show", ring));
    assertEquals(old, id("JOURNAL", "DESTROYED"));
    assertTrue(out.toString().contains("generation 6"), out.toString());
    refused("does not rotate", "keys", "rotate", ring, "token");
    refused("no role is called", "keys", "rotate", ring, "lock");
    refused("is no key's id", "keys", "restore", ring, "x-y");
    assertEquals(6 + 3, Files.readAllLines(Path.of(ring, "keys.log")).size());
  }

  @Test
  void aKeyIsSplitToFilesAndCombinedFromThem() throws IOException {
    assertEquals(0, run("keys", "init", ring));
    String token = checkValue("TOKEN");
    String parts = temp.resolve("parts").toString();
    assertEquals(
        0, run("keys", "split", ring, "token", "--needed", "2", "--of", "3", "--out", parts));
    List<String> files;
    try (Stream<Path> listed = Files.list(Path.of(parts))) {
      files = listed.map(Path::toString).sorted().toList();
    }
    assertEquals(3, files.size());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(files.get(0)))));
    String second = temp.resolve("second").toString();
    String[] combine = {
      "keys", "combine", second, "--component", files.get(2), "--component", files.get(0)
    };
    assertEquals(0, run(combine), err::toString);
    assertEquals(token, checkValue("TOKEN     ACTIVE"));
    combine[2] = ring;
    assertEquals(
        0, run(Stream.concat(Stream.of(combine), Stream.of("--check")).toArray(String[]::new)));
    assertTrue(out.toString().contains("they give the ring's own key"), out.toString());
    refused("exists and is left", combine);
    combine[2] = temp.resolve("third").toString();
    combine[6] = files.get(2);
    refused("given twice", combine);
    assertEquals(2, run("keys", "split", ring, "token", "--needed", "1", "--out", parts));
  }

  @Test
  void aLostKeyEncryptionKeyIsTypedInAgain() throws IOException {
    assertEquals(0, run("keys", "init", ring));
    Path parts = temp.resolve("parts");
    assertEquals(0, run("keys", "split", ring, "kek", "--out", parts.toString()), err::toString);
    StringBuilder typed = new StringBuilder();
    try (Stream<Path> listed = Files.list(parts)) {
      for (Path file : listed.sorted().limit(2).toList()) {
        typed.append(Files.readAllLines(file).get(1)).append('\n');
      }
    }
    Files.delete(Path.of(ring, "kek.key"));
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(typed.toString().getBytes(UTF_8)));
      assertEquals(0, run("keys", "combine", ring), err::toString);
      System.setIn(new ByteArrayInputStream("ABCD\n".getBytes(UTF_8)));
      assertEquals(1, run("keys", "combine", ring));
      assertTrue(err.toString().contains("does not fit its own check"), err.toString());
    } finally {
      System.setIn(before);
    }
    assertEquals(0, run("keys", "show", ring));
    for (String word : typed.toString().split("[-\\n]")) {
      assertFalse(word.length() > 3 && out.toString().contains("-" + word + "-"));
    }
  }

  private String id(String role, String state) {
    String line =
        out.toString()
            .lines()
            .filter(l -> l.contains(role) && l.contains(state))
            .findFirst()
            .orElseThrow();
    return line.substring(0, 8);
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
