package io.tillgate.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.keys.KeyRing;
import io.tillgate.gateway.Tillgate;
import io.tillgate.journal.Entry;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class JournalCommandTest {
  private static final JournalSettings SMALL =
      new JournalSettings(1 << 20, 64 << 10, 256 << 10, 1 << 20, 0, Duration.ZERO);

  @TempDir Path temp;
  private Path directory;
  private Path keys;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void makeTheRing() {
    directory = temp.resolve("journal");
    keys = temp.resolve("keys");
    assertEquals(0, run("keys", "init", keys.toString()));
  }

  private Journal open() throws Exception {
    try (KeyRing ring = KeyRing.open(keys)) {
      return Journal.open(directory, ring.dataKey(), SMALL);
    }
  }

  private static void fill(Journal journal) throws Exception {
    journal.append(entry(1, "sale-1", "{\"total\": 12.50,\n \"lines\": [1, 2]}"));
    journal.append(entry(128, "pay-1", "sealed-card"), entry(16, "pay-1", "{\"id\":\"pay-1\"}"));
    journal.append(entry(77, "odd", "not json")).get(5, TimeUnit.SECONDS);
  }

  private static Entry entry(int type, String key, String payload) {
    return new Entry(type, key.getBytes(UTF_8), payload.getBytes(UTF_8));
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = Tillgate.commandLine();
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
  }

  private int journal(String command, String... more) {
    Stream<String> all = Stream.of("journal", command, directory.toString(), "--keys", "" + keys);
    return run(Stream.concat(all, Stream.of(more)).toArray(String[]::new));
  }

  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  @Test
  void catPrintsALineForEachRecordAndNothingOfASealedCard() throws Exception {
    try (Journal journal = open()) {
      fill(journal);
    }
    assertEquals(0, journal("cat"), err::toString);
    List<String> lines = out.toString().lines().toList();
    assertEquals(4, lines.size());
    JsonObject sale = new JsonObject(lines.get(0));
    assertEquals(0, sale.getInteger("offset"));
    assertEquals("SALE", sale.getString("type"));
    assertEquals("sale-1", sale.getString("key"));
    assertTrue(
        Instant.parse(sale.getString("time")).isAfter(Instant.parse("2024-01-01T00:00:00Z")));
    assertTrue(
        lines.get(0).contains("\"payload\":{\"total\":12.50,\"lines\":[1,2]}"), lines.get(0));
    assertEquals(11, new JsonObject(lines.get(1)).getInteger("payloadBytes"));
    assertFalse(out.toString().contains("sealed-card"));
    assertFalse(out.toString().contains("c2VhbGVkLWNhcmQ"));
    assertEquals(77, new JsonObject(lines.get(3)).getInteger("type"));
    assertEquals("bm90IGpzb24=", new JsonObject(lines.get(3)).getString("payload"));
  }

  @Test
  void catNarrowsByOffsetTypeAndNumber() throws Exception {
    try (Journal journal = open()) {
      fill(journal);
    }
    assertEquals(0, journal("cat", "--from", "1", "--to", "2"));
    assertEquals(2, out.toString().lines().count());
    assertEquals(0, journal("cat", "--type", "payment_intent"));
    assertEquals(2, new JsonObject(out.toString()).getInteger("offset"));
    assertEquals(0, journal("cat", "--type", "77"));
    assertEquals(1, out.toString().lines().count());
    assertEquals(0, journal("cat", "--limit", "1"));
    assertEquals(1, out.toString().lines().count());
    assertEquals(2, journal("cat", "--from", "5", "--to", "4"));
    assertEquals(2, journal("cat", "--type", "no-such"));
  }

  @Test
  void aRunningEdgeIsReadAndNotAByteChanges() throws Exception {
    try (Journal journal = open()) {
      fill(journal);
      Map<String, byte[]> before = files();
      assertEquals(0, journal("stat"), err::toString);
      assertTrue(out.toString().contains("epoch       " + journal.epoch()), out.toString());
      assertTrue(out.toString().contains("offsets     0-3"), out.toString());
      assertTrue(out.toString().matches("(?s).*PAYMENT_INTENT +1\n.*"), out.toString());
      assertEquals(0, journal("verify"), err::toString);
      assertTrue(out.toString().contains("sound: 4 records in 1 segments, offsets 0-3"));
      assertEquals(0, journal("cat"));
      Map<String, byte[]> after = files();
      assertEquals(before.keySet(), after.keySet());
      before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
      journal.append(entry(1, "sale-2", "{}")).get(5, TimeUnit.SECONDS);
      assertEquals(0, journal("cat", "--from", "4"));
      assertEquals(1, out.toString().lines().count());
    }
  }

  @Test
  void verifyNamesThePlaceThatIsDamaged() throws Exception {
    try (Journal journal = open()) {
      fill(journal);
    }
    Path segment = directory.resolve("0000000000000000.segment");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[8192 + 60] ^= 1;
    Files.write(segment, bytes);
    assertEquals(1, journal("verify"));
    assertTrue(
        out.toString().contains("damaged: 0000000000000000.segment at byte 8192: offsets 0-0"),
        out.toString());
    assertEquals(1, journal("cat"));
    assertEquals(
        "DAMAGED",
        new JsonObject(out.toString().lines().findFirst().orElseThrow()).getString("type"));
    assertEquals(4, out.toString().lines().count());
    assertEquals(0, journal("stat"));
    assertTrue(out.toString().contains("damaged     1 records at 1 places"), out.toString());
  }

  @Test
  void aWrongKeyNoKeyAndNoJournalAreRefusedWithWhatToDo() throws Exception {
    try (Journal journal = open()) {
      fill(journal);
    }
    assertEquals(2, run("journal", "cat", directory.toString()));
    assertTrue(err.toString().contains("--keys DIR"), err.toString());
    String other = temp.resolve("other").toString();
    assertEquals(0, run("keys", "init", other));
    assertEquals(1, run("journal", "cat", directory.toString(), "--keys", other));
    assertTrue(err.toString().contains("use the key ring that belongs"), err.toString());
    assertEquals(1, run("journal", "stat", temp.toString(), "--keys", keys.toString()));
    assertTrue(err.toString().contains("did you mean " + directory + "?"), err.toString());
    assertEquals(2, run("journal"));
  }

  @Test
  void aKeyFileOpensTheJournalToo() throws Exception {
    Path file = temp.resolve("key.hex");
    try (KeyRing ring = KeyRing.open(keys);
        Journal journal = Journal.open(directory, ring.dataKey(), SMALL)) {
      fill(journal);
      Files.writeString(file, HexFormat.of().formatHex(ring.dataKey().secret()) + "\n");
    }
    String place = directory.toString();
    assertEquals(0, run("journal", "verify", place, "--key-file", "" + file), err::toString);
    Files.writeString(file, "abc");
    assertEquals(1, run("journal", "verify", place, "--key-file", "" + file));
    assertFalse(err.toString().contains("abc"));
  }
}
