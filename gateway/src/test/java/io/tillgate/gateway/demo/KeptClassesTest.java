package io.tillgate.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptClassesTest {
  private static final String LEAVE = "-XX:ArchiveClassesAtExit=";
  private static final String USE = "-XX:SharedArchiveFile=";

  @TempDir Path folder;

  private Path program;

  @BeforeEach
  void build() throws IOException {
    program = Files.writeString(folder.resolve("tillgate.jar"), "a program");
  }

  private Path kept() {
    return folder.resolve("classes");
  }

  private String first(KeptClasses classes, String role) throws IOException {
    return classes.options(role, program.toString()).get(0);
  }

  /** A day on which an edge leaves its classes. */
  private String aDay() throws IOException {
    KeptClasses classes = new KeptClasses(kept());
    String option = first(classes, "edge");
    if (option.startsWith(LEAVE)) {
      Files.writeString(Path.of(option.substring(LEAVE.length())), "classes");
    }
    classes.keep();
    return option;
  }

  @Test
  void whatTheFirstEdgeLeavesTheNextDayUses() throws IOException {
    assertTrue(aDay().startsWith(LEAVE));
    String used = aDay();
    assertTrue(used.startsWith(USE), used);
    assertEquals("classes", Files.readString(Path.of(used.substring(USE.length()))));
  }

  @Test
  void oneProcessOfARoleIsEnough() throws IOException {
    KeptClasses classes = new KeptClasses(kept());
    assertTrue(first(classes, "edge").startsWith(LEAVE));
    assertEquals(List.of(), classes.options("edge", program.toString()));
    assertTrue(first(classes, "central").startsWith(LEAVE));
  }

  @Test
  void whereNobodyLeftAnythingNothingIsKept() throws IOException {
    KeptClasses classes = new KeptClasses(kept());
    assertTrue(first(classes, "edge").startsWith(LEAVE));
    classes.keep();
    assertTrue(first(new KeptClasses(kept()), "edge").startsWith(LEAVE));
    new KeptClasses(folder.resolve("nothing")).keep();
  }

  @Test
  void anotherProgramLeavesItsOwnAndTheNewestThreeAreKept() throws IOException {
    String before = aDay();
    for (int i = 0; i < 4; i++) {
      Files.writeString(program, "a program of another length" + "!".repeat(i));
      String after = aDay();
      assertTrue(after.startsWith(LEAVE), after);
      assertNotEquals(before, after);
      before = after;
    }
    assertTrue(aDay().startsWith(USE));
    assertEquals(3, files().size());
  }

  @Test
  void aJarBesideTheProgramBelongsToIt() throws IOException {
    aDay();
    Path library = Files.createDirectories(folder.resolve("lib")).resolve("vertx.jar");
    Files.writeString(library, "another version");
    assertTrue(aDay().startsWith(LEAVE));
  }

  @Test
  void whatAKilledDemoLeftHalfWrittenIsClearedAwayAndThatOfARunningOneIsNot() throws IOException {
    long alive = ProcessHandle.current().parent().orElseThrow().pid();
    Files.createDirectories(kept());
    Path running = Files.createFile(kept().resolve("edge-x.jsa." + alive + ".new"));
    Path killed = Files.createFile(kept().resolve("edge-x.jsa." + Long.MAX_VALUE + ".new"));
    aDay();
    assertTrue(Files.exists(running));
    assertTrue(Files.notExists(killed));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(kept())) {
      return files.toList();
    }
  }
}
