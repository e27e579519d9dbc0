package io.tillgate.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.tillgate.gateway.Tillgate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanCommandTest {
  private static final String NUMBER = "4111111111111111";
  private static final String MASKED = "41111111****1111";

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int scan(Object... paths) {
    String[] arguments = new String[paths.length + 1];
    arguments[0] = "scan";
    for (int i = 0; i < paths.length; i++) arguments[i + 1] = paths[i].toString();
    return Tillgate.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private List<String> found() {
    return out.toString().replace(directory + "/", "").lines().sorted().toList();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] zip(String name, byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(packed)) {
      zip.putNextEntry(new ZipEntry("empty"));
      zip.putNextEntry(new ZipEntry(name));
      zip.write(bytes);
      zip.putNextEntry(new ZipEntry("last"));
    }
    return packed.toByteArray();
  }

  @Test
  void aNumberIsFoundInEveryEncodingWithItsPlace() throws Exception {
    write("a/ascii.log", latin("pan " + NUMBER));
    write("a/blanks.log", latin("pan 4111 1111 1111 1111"));
    write("b/wide", NUMBER.getBytes(StandardCharsets.UTF_16LE));
    write("b/ebcdic", ("pan " + NUMBER).getBytes("IBM1047"));
    write("c/packed", HexFormat.of().parseHex("41111111111111110A"));
    write("c/column", latin("\\x22" + HexFormat.of().formatHex(latin(NUMBER)) + "22"));
    assertEquals(1, scan(directory));
    assertEquals(
        List.of(
            "a/ascii.log:4: ascii " + MASKED,
            "a/blanks.log:4: ascii " + MASKED,
            "b/ebcdic:4: ebcdic " + MASKED,
            "b/wide:0: utf-16le " + MASKED,
            "c/column:4: hex " + MASKED,
            "c/packed:0: bcd " + MASKED),
        found());
    assertFalse((out + "" + err).contains(NUMBER));
    assertTrue(err.toString().startsWith("6 found in 6 files"), err.toString());
  }

  @Test
  void whatIsPackedIsLookedInto() throws Exception {
    byte[] text = latin("pan " + NUMBER);
    write("a.log.gz", gzip(text));
    write("b.jar", zip("in/b.txt", text));
    write("c.zip", zip("c.gz", gzip(zip("d.txt", text))));
    assertEquals(1, scan(directory));
    assertEquals(
        List.of(
            "a.log.gz!/a.log:4: ascii " + MASKED,
            "b.jar!/in/b.txt:4: ascii " + MASKED,
            "c.zip!/c.gz!/c!/d.txt:4: ascii " + MASKED),
        found());
  }

  @Test
  void aCleanDirectoryIsClean() throws Exception {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    write("journal/0000.seg", noise);
    write("log.txt", latin("order 2026010241111111111111110001 took 12 ms\n"));
    write("empty", new byte[0]);
    assertEquals(0, scan(directory));
    assertEquals("", out.toString());
    assertTrue(err.toString().startsWith("0 found in 3 files"), err.toString());
  }

  @Test
  void aNumberInANameIsFoundAndNeverPrinted() throws Exception {
    write(NUMBER + ".txt", latin("pan " + NUMBER));
    write("5555555555554444/clean", latin("x"));
    write("a.zip", zip("p/" + NUMBER, latin("x")));
    assertEquals(1, scan(directory));
    assertEquals(
        List.of(
            MASKED + ".txt: in its name",
            MASKED + ".txt:4: ascii " + MASKED,
            "55555555****4444: in its name",
            "a.zip!/p/" + MASKED + ": in its name"),
        found());
    assertFalse((out + "" + err).contains(NUMBER));
  }

  @Test
  void aNameCannotWriteIntoTheReport() throws Exception {
    write("a\nb\u001b[2J", latin(NUMBER));
    assertEquals(1, scan(directory));
    assertEquals(List.of("a?b?[2J:0: ascii " + MASKED), found());
  }

  @Test
  void aMissingPathIsUsedWrongly() {
    assertEquals(2, scan(directory.resolve("nothing")));
    assertTrue(err.toString().contains("nothing is not there"), err.toString());
    assertEquals(2, scan());
    assertEquals(0, scan("--help"));
    assertTrue(out.toString().contains("UTF-16"));
  }

  @Test
  void whatCannotBeReadIsToldAndIsNotClean() throws Exception {
    byte[] packed = gzip(new byte[10_000]);
    write("torn.gz", Arrays.copyOf(packed, packed.length - 12));
    write("deep.gz", nested(9));
    assertEquals(1, scan(directory));
    assertEquals("", out.toString());
    assertTrue(err.toString().contains("torn.gz: not read: "), err.toString());
    assertTrue(err.toString().contains("deep.gz: not read: archives in archives"), err.toString());
    assertTrue(err.toString().contains("2 not read"), err.toString());
  }

  private static byte[] nested(int depth) throws IOException {
    byte[] bytes = latin("x");
    for (int i = 0; i < depth; i++) bytes = gzip(bytes);
    return bytes;
  }

  @Test
  void aFileWithoutPermissionIsToldAndIsNotClean() throws Exception {
    assumeFalse(System.getProperty("user.name").equals("root"), "root reads everything");
    Path file = write("secret", latin("x"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assertEquals(1, scan(directory));
    assertTrue(err.toString().contains("secret: not read: "), err.toString());
  }

  @Test
  void linksAreCountedAndALinkThatIsNamedIsFollowed() throws Exception {
    Path file = write("a/pan", latin(NUMBER));
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    Files.createSymbolicLink(directory.resolve("a/loop"), directory);
    assertEquals(1, scan(link));
    assertTrue(out.toString().contains("pan:0: ascii " + MASKED), out.toString());
    assertEquals(1, scan(directory));
    assertTrue(err.toString().contains("2 links"), err.toString());
    assertEquals(1, scan(Files.createSymbolicLink(directory.resolve("dead"), Path.of("/none"))));
    assertTrue(err.toString().contains("not read"), err.toString());
  }
}
