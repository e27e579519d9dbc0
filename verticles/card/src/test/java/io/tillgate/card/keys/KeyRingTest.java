package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.journal.Cursor;
import io.tillgate.journal.Entry;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalRefusal;
import io.tillgate.journal.JournalSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC);
  private static final byte[] PAN = "4111111111111111".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path temp;
  private Path directory;
  private Path ring;
  private Path kek;

  @BeforeEach
  void makeRing() throws BadKeyRing {
    directory = temp.resolve("keys");
    ring = directory.resolve(KeyRing.RING_FILE);
    kek = directory.resolve(KeyRing.KEK_FILE);
    KeyRing.init(directory, kek, CLOCK).close();
  }

  @Test
  void aRingOpensWithAnActiveKeyOfEachRole() throws BadKeyRing {
    try (KeyRing opened = KeyRing.open(directory)) {
      assertEquals(
          List.of(KeyRole.KEK, KeyRole.TOKEN, KeyRole.JOURNAL, KeyRole.QUEUE),
          opened.keys().stream().map(KeyRing.Key::role).toList());
      assertTrue(opened.keys().stream().allMatch(key -> key.state() == KeyState.ACTIVE));
      assertTrue(opened.keys().stream().allMatch(key -> key.created().equals(CLOCK.instant())));
      assertTrue(opened.keys().stream().allMatch(key -> key.checkValue().matches("[0-9A-F]{6}")));
    }
  }

  @Test
  void onlyTheOwnerMayReadWhatInitWrites() throws IOException {
    assertEquals("rwx------", PrivateFile.mode(directory));
    assertEquals("rw-------", PrivateFile.mode(ring));
    assertEquals("rw-------", PrivateFile.mode(kek));
  }

  @Test
  void initNeverOverwritesAKey() throws IOException {
    byte[] ringBefore = Files.readAllBytes(ring);
    byte[] kekBefore = Files.readAllBytes(kek);
    refused("exists and is left as it is", () -> KeyRing.init(directory, kek, CLOCK));
    refused("kek.key exists", () -> KeyRing.init(temp.resolve("other"), kek, CLOCK));
    assertArrayEquals(ringBefore, Files.readAllBytes(ring));
    assertArrayEquals(kekBefore, Files.readAllBytes(kek));
    assertFalse(Files.exists(temp.resolve("other")));
  }

  @Test
  void storesOfOneMerchantShareTheTokenKeyAndNothingElse() throws BadKeyRing {
    Path second = temp.resolve("second");
    try (KeyRing first = KeyRing.open(directory);
        KeyRing other = KeyRing.init(second, second.resolve("k"), first, CLOCK);
        KeyRing stranger = KeyRing.init(temp.resolve("x"), temp.resolve("x/k"), CLOCK)) {
      String token = first.tokenizer().token(PAN, 0, PAN.length);
      assertEquals(token, other.tokenizer().token(PAN, 0, PAN.length));
      assertNotEquals(token, stranger.tokenizer().token(PAN, 0, PAN.length));
      for (int i = 0; i < first.keys().size(); i++) {
        boolean isShared = first.keys().get(i).role() == KeyRole.TOKEN;
        assertEquals(
            isShared,
            first.keys().get(i).checkValue().equals(other.keys().get(i).checkValue()),
            first.keys().get(i).role()::toString);
      }
      assertNotEquals(first.wrappedBy(), other.wrappedBy());
    }
  }

  @Test
  void theKeyEncryptionKeyMayLieElsewhere() throws Exception {
    Path elsewhere = temp.resolve("stick.key");
    Files.move(kek, elsewhere);
    refused("no key-encryption key at " + kek, () -> KeyRing.open(directory));
    KeyRing.open(directory, elsewhere).close();
  }

  @Test
  void aMissingRingSaysHowToMakeOne() throws IOException {
    Files.delete(ring);
    refused("make one with 'tillgate keys init " + directory, () -> KeyRing.open(directory));
  }

  @Test
  void aForeignKeyEncryptionKeyIsNamedAndNotTakenForDamage() throws Exception {
    Path other = temp.resolve("other");
    KeyRing.init(other, other.resolve("kek.key"), CLOCK).close();
    refused(
        "give the one it was made with", () -> KeyRing.open(directory, other.resolve("kek.key")));
  }

  @Test
  void filesThatOthersMayReadAreRefused() throws IOException {
    for (Path file : List.of(ring, kek)) {
      for (String mode : List.of("rw-r--r--", "rw----r--", "rw--w----", "rw-r-----")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        refused(mode + "): chmod 600", () -> KeyRing.open(directory));
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void noByteOfTheRingCanBeChangedUnseen() throws IOException {
    byte[] whole = Files.readAllBytes(ring);
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 1;
      if (isSpace(whole[i]) && isSpace(changed[i])) continue;
      overwrite(ring, changed);
      int place = i;
      BadKeyRing refusal =
          assertThrows(
              BadKeyRing.class,
              () -> KeyRing.open(directory).close(),
              () -> "byte " + place + " changed unseen");
      assertNoKeys(refusal);
    }
  }

  @Test
  void aTruncatedOrEmptyRingOrKeyIsRefused() throws IOException {
    for (Path file : List.of(ring, kek)) {
      byte[] whole = Files.readAllBytes(file);
      for (int length : new int[] {0, 1, whole.length / 2, whole.length - 4}) {
        overwrite(file, java.util.Arrays.copyOf(whole, length));
        refused("restore it from its backup", () -> KeyRing.open(directory));
      }
      overwrite(file, new byte[whole.length]);
      refused("restore it from its backup", () -> KeyRing.open(directory));
      overwrite(file, whole);
    }
  }

  @Test
  void aKeyCannotBeGivenAnotherState() throws IOException {
    String text = Files.readString(ring);
    overwrite(ring, text.replace("ACTIVE", "DECRYPT_ONLY").getBytes(StandardCharsets.UTF_8));
    refused("changed or damaged", () -> KeyRing.open(directory));
  }

  @Test
  void aKeyCannotBeTakenOutOrPutTwice() throws IOException {
    io.vertx.core.json.JsonObject json = new io.vertx.core.json.JsonObject(Files.readString(ring));
    Object token = json.getJsonArray("keys").remove(0);
    overwrite(ring, json.encode().getBytes(StandardCharsets.UTF_8));
    refused("changed or damaged", () -> KeyRing.open(directory));
    json.getJsonArray("keys").add(token).add(token);
    overwrite(ring, json.encode().getBytes(StandardCharsets.UTF_8));
    refused("changed or damaged", () -> KeyRing.open(directory));
  }

  @Test
  void aKeyCutShortIsDamage() throws IOException {
    String text = Files.readString(ring).replaceFirst("(\"wrapped\" : \")[^\"]+", "$1AAAA");
    overwrite(ring, text.getBytes(StandardCharsets.UTF_8));
    refused("changed or damaged", () -> KeyRing.open(directory));
    text = text.replaceFirst("(\"integrityKey\" : \")[^\"]+", "$1AAAA");
    overwrite(ring, text.getBytes(StandardCharsets.UTF_8));
    refused("changed or damaged", () -> KeyRing.open(directory));
  }

  @Test
  void aRingWithoutAnActiveKeyOfARoleIsRefusedByRole() throws Exception {
    for (KeyRole role : List.of(KeyRole.TOKEN, KeyRole.JOURNAL, KeyRole.QUEUE)) {
      RingForge.rewrite(ring, kek, key -> key.role() == role ? KeyState.DECRYPT_ONLY : key.state());
      refused("has no active " + role + " key", () -> KeyRing.open(directory));
      RingForge.rewrite(ring, kek, key -> KeyState.ACTIVE);
      KeyRing.open(directory).close();
    }
  }

  @Test
  void aRingOfANewerFormatNamesTheVersion() throws IOException {
    String text = Files.readString(ring).replaceFirst("\"format\" : 2", "\"format\" : 3");
    overwrite(ring, text.getBytes(StandardCharsets.UTF_8));
    refused("a newer version wrote", () -> KeyRing.open(directory));
  }

  @Test
  void theJournalOpensWithItsRingAndWithNoOther() throws Exception {
    Path data = temp.resolve("journal");
    JournalSettings settings =
        new JournalSettings(1 << 20, 1 << 16, 1 << 17, 1 << 20, 0, Duration.ofDays(7));
    try (KeyRing opened = KeyRing.open(directory);
        Journal journal = Journal.open(data, opened.dataKey(), settings)) {
      journal.append(new Entry(1, new byte[] {1}, PAN)).get(20, TimeUnit.SECONDS);
    }
    try (KeyRing opened = KeyRing.open(directory);
        Journal journal = Journal.open(data, opened.dataKey(), settings);
        Cursor cursor = journal.cursor(0)) {
      assertArrayEquals(PAN, cursor.next().payload());
    }
    Path other = temp.resolve("other");
    try (KeyRing stranger = KeyRing.init(other, other.resolve("kek"), CLOCK)) {
      assertThrows(
          JournalRefusal.class, () -> Journal.open(data, stranger.dataKey(), settings).close());
    }
  }

  @Test
  void noKeyStandsInTheRingInTheClear() throws Exception {
    byte[] kekBytes = Base64.getDecoder().decode(Files.readString(kek).split("\n")[1].strip());
    String text = Files.readString(ring);
    for (byte[] key : RingForge.plainKeys(ring, kek)) {
      assertFalse(text.contains(Base64.getEncoder().encodeToString(key)));
      assertFalse(text.contains(HexFormat.of().formatHex(key)));
    }
    assertFalse(text.contains(Base64.getEncoder().encodeToString(kekBytes)));
  }

  @Test
  void aClosedRingGivesNoKey() throws BadKeyRing {
    KeyRing opened = KeyRing.open(directory);
    Tokenizer before = opened.tokenizer();
    String token = before.token(PAN, 0, PAN.length);
    opened.close();
    assertThrows(IllegalStateException.class, opened::tokenizer);
    assertThrows(IllegalStateException.class, opened::dataKey);
    assertEquals(token, before.token(PAN, 0, PAN.length));
  }

  @Test
  void aCopyOnAnotherBoxOpensTheSame() throws Exception {
    Path copy = temp.resolve("copy");
    Files.createDirectory(copy);
    for (Path file : List.of(ring, kek)) {
      Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
    try (KeyRing first = KeyRing.open(directory);
        KeyRing second = KeyRing.open(copy)) {
      assertEquals(first.keys(), second.keys());
    }
  }

  private interface Opening {
    KeyRing open() throws BadKeyRing;
  }

  private void refused(String expected, Opening opening) throws IOException {
    BadKeyRing refusal = assertThrows(BadKeyRing.class, () -> opening.open().close());
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
    assertNoKeys(refusal);
  }

  /** Whatever is said of a ring, it quotes none of what stands in it. */
  private void assertNoKeys(Throwable refusal) throws IOException {
    for (Throwable t = refusal; t != null; t = t.getCause()) {
      for (Path file : List.of(ring, kek)) {
        if (!Files.exists(file)) continue;
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String word : text.split("[^A-Za-z0-9+/=]+")) {
          if (word.length() < 30) continue;
          assertFalse(String.valueOf(t.getMessage()).contains(word), "a message quotes " + file);
        }
      }
    }
  }

  private static void overwrite(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }
}
