package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCustodianTest {
  private static final byte[] PAN = "4111111111111111".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path temp;
  private Path directory;
  private FileKeys provider;
  private KeyCustodian custodian;
  private final List<KeyEvent> events = new ArrayList<>();

  @BeforeEach
  void makeRing() throws BadKeyRing {
    directory = temp.resolve("keys");
    provider = new FileKeys(directory.resolve("kek.key"));
    custodian = new KeyCustodian(directory, provider, Clock.systemUTC(), events::add);
    custodian.init(null).close();
    events.clear();
  }

  private KeyRing open() throws BadKeyRing {
    return KeyRing.open(directory, provider);
  }

  private KeyRing.Key key(KeyRole role, KeyState state) throws BadKeyRing {
    try (KeyRing ring = open()) {
      return ring.keys().stream()
          .filter(key -> key.role() == role && key.state() == state)
          .findFirst()
          .orElseThrow();
    }
  }

  private String token() throws BadKeyRing {
    try (KeyRing ring = open()) {
      return ring.tokenizer().token(PAN, 0, PAN.length);
    }
  }

  @Test
  @DisplayName("RULES 2 / 3.7.4 keys rotate, tokens stay the same")
  void aTokenIsTheSameAfterEveryRotation() throws BadKeyRing {
    String before = token();
    for (KeyRole role : List.of(KeyRole.KEK, KeyRole.JOURNAL, KeyRole.QUEUE, KeyRole.KEK)) {
      custodian.rotate(role);
      assertEquals(before, token());
    }
    assertTrue(
        assertThrows(BadKeyRing.class, () -> custodian.rotate(KeyRole.TOKEN))
            .getMessage()
            .contains("does not rotate"));
    try (KeyRing ring = open()) {
      assertEquals(5, ring.generation());
    }
  }

  @Test
  @DisplayName("RULES 2 / 3.7.5 a retired key cannot encrypt, a destroyed one cannot decrypt")
  void aRetiredKeyCannotEncryptAndADestroyedOneCannotDecrypt() throws BadKeyRing {
    for (KeyRole role : List.of(KeyRole.JOURNAL, KeyRole.QUEUE)) {
      int id = key(role, KeyState.ACTIVE).id();
      custodian.rotate(role);
      try (KeyRing ring = open()) {
        assertTrue(decrypts(ring, role, id) && !encrypts(ring, role, id), "decrypt-only");
      }
      KeyRing.Key retired = custodian.retire(id, KeyUses.NONE);
      try (KeyRing ring = open()) {
        assertFalse(decrypts(ring, role, id) || encrypts(ring, role, id), "retired");
      }
      custodian.restore(id);
      try (KeyRing ring = open()) {
        assertTrue(decrypts(ring, role, id) && !encrypts(ring, role, id), "restored");
      }
      custodian.retire(id, KeyUses.NONE);
      custodian.destroy(id, retired.checkValue(), KeyUses.NONE);
      try (KeyRing ring = open()) {
        assertFalse(decrypts(ring, role, id) || encrypts(ring, role, id), "destroyed");
      }
      RingFile content = UnwrappedRing.read(directory.resolve(KeyRing.RING_FILE));
      content.keys().stream()
          .filter(key -> key.id() == id)
          .forEach(key -> assertEquals(0, key.wrapped().length, "its bytes are gone"));
    }
  }

  private static boolean encrypts(KeyRing ring, KeyRole role, int id) {
    return role == KeyRole.QUEUE
        ? ring.queueKeys().active() == id
        : ring.dataKey().id().equals(RingFile.idText(id));
  }

  private static boolean decrypts(KeyRing ring, KeyRole role, int id) {
    return role == KeyRole.QUEUE
        ? ring.queueKeys().key(id).isPresent()
        : ring.dataKeys().ids().contains(RingFile.idText(id));
  }

  @Test
  void nothingButTheLegalStepsLeadsFromStateToState() throws BadKeyRing {
    for (KeyState from : KeyState.values()) {
      for (KeyState to : KeyState.values()) {
        boolean isLegal =
            List.of(
                    "ACTIVE>DECRYPT_ONLY",
                    "DECRYPT_ONLY>RETIRED",
                    "RETIRED>DECRYPT_ONLY",
                    "RETIRED>DESTROYED")
                .contains(from + ">" + to);
        assertEquals(isLegal, from.mayBecome(to), from + " to " + to);
      }
    }
    KeyRing.Key active = key(KeyRole.JOURNAL, KeyState.ACTIVE);
    refused("rotate it first", () -> custodian.retire(active.id(), KeyUses.NONE));
    refused(
        "rotate it first", () -> custodian.destroy(active.id(), active.checkValue(), KeyUses.NONE));
    custodian.rotate(KeyRole.JOURNAL);
    refused(
        "retire it first", () -> custodian.destroy(active.id(), active.checkValue(), KeyUses.NONE));
    refused("cannot become DECRYPT_ONLY", () -> custodian.restore(active.id()));
    KeyRing.Key token = key(KeyRole.TOKEN, KeyState.ACTIVE);
    refused("the token key stays as it is", () -> custodian.retire(token.id(), KeyUses.NONE));
    refused("has no key", () -> custodian.retire(12345, KeyUses.NONE));
  }

  @Test
  void aKeyThatIsNeededIsNeitherRetiredNorDestroyed() throws BadKeyRing {
    int id = key(KeyRole.JOURNAL, KeyState.ACTIVE).id();
    custodian.rotate(KeyRole.JOURNAL);
    refused("still needed: by the test", () -> custodian.retire(id, key -> "by the test"));
    KeyRing.Key retired = custodian.retire(id, KeyUses.NONE);
    refused(
        "still needed: by the test",
        () -> custodian.destroy(id, retired.checkValue(), key -> "by the test"));
    refused("has the check value", () -> custodian.destroy(id, "000000x", KeyUses.NONE));
  }

  @Test
  void theOldKeyEncryptionKeyOpensOldBackupsUntilItIsDestroyed() throws Exception {
    KeyRing.Key old = key(KeyRole.KEK, KeyState.ACTIVE);
    Path backup = temp.resolve("backup");
    Files.createDirectory(backup);
    Files.copy(
        directory.resolve("ring.json"),
        backup.resolve("ring.json"),
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    custodian.rotate(KeyRole.KEK);
    KeyRing.open(backup, provider).close();
    custodian.retire(old.id(), KeyUses.NONE);
    custodian.destroy(old.id(), old.checkValue(), KeyUses.NONE);
    refused("give the one it was made with", () -> KeyRing.open(backup, provider));
    open().close();
    assertEquals(2, Files.readString(directory.resolve("kek.key")).lines().count());
  }

  @Test
  void aCrashBetweenTheTwoFilesOfARotationLeavesARingThatOpens() throws Exception {
    byte[] ring = Files.readAllBytes(directory.resolve("ring.json"));
    custodian.rotate(KeyRole.KEK);
    Files.write(directory.resolve("ring.json"), ring);
    open().close();
    custodian.rotate(KeyRole.KEK);
    open().close();
  }

  @Test
  void aRunningRingTakesUpWhatChangedAndNothingElse() throws Exception {
    byte[] first = Files.readAllBytes(directory.resolve("ring.json"));
    try (KeyRing running = open()) {
      assertEquals(List.of(), running.takeUp(provider));
      KeyRing.Key made = custodian.rotate(KeyRole.JOURNAL);
      assertNotEquals(made.idText(), running.dataKey().id());
      assertEquals(2, running.takeUp(provider).size());
      assertEquals(made.idText(), running.dataKey().id());
      byte[] second = Files.readAllBytes(directory.resolve("ring.json"));

      Files.write(directory.resolve("ring.json"), first);
      refused("an old backup was put in its place", () -> running.takeUp(provider));
      Files.write(directory.resolve("ring.json"), new byte[3]);
      refused("restore it from its backup", () -> running.takeUp(provider));
      Path other = temp.resolve("other");
      KeyRing.init(other, other.resolve("kek.key"), Clock.systemUTC()).close();
      Files.write(directory.resolve("ring.json"), Files.readAllBytes(other.resolve("ring.json")));
      refused("another token key", () -> running.takeUp(new FileKeys(other.resolve("kek.key"))));
      Files.write(directory.resolve("ring.json"), second);

      running.follow(
          next -> {
            throw new BadKeyRing("not now");
          });
      custodian.rotate(KeyRole.JOURNAL);
      refused("not now", () -> running.takeUp(provider));
      assertEquals(made.idText(), running.dataKey().id());
      assertTrue(running.tokenizer().token(PAN, 0, PAN.length).startsWith("tk_"));
    }
  }

  @Test
  @DisplayName("RULES 2 / 3.7.6 the token key comes to another box by components alone")
  void theTokenKeyComesToAnotherBoxInComponents() throws BadKeyRing {
    List<KeyComponent> components = custodian.split(KeyRole.TOKEN, 2, 3);
    assertTrue(custodian.fit(List.of(components.get(2), components.get(0))));
    Path second = temp.resolve("second");
    KeyProvider itsOwn = new FileKeys(second.resolve("kek.key"));
    KeyCustodian there = new KeyCustodian(second, itsOwn, Clock.systemUTC(), KeyListener.NOBODY);
    try (KeyRing ring = there.initFrom(components.subList(1, 3))) {
      assertEquals(token(), ring.tokenizer().token(PAN, 0, PAN.length));
    }
    refused("a TOKEN key", () -> there.restoreKek(components.subList(0, 2)));
  }

  @Test
  void aLostKeyEncryptionKeyComesBackFromItsComponentsAndNoOthers() throws Exception {
    List<KeyComponent> components = custodian.split(KeyRole.KEK, 3, 5);
    byte[] before = Files.readAllBytes(directory.resolve("kek.key"));
    Files.delete(directory.resolve("kek.key"));
    refused("no key-encryption key at", this::open);
    Path other = temp.resolve("other");
    FileKeys foreign = new FileKeys(other.resolve("kek.key"));
    KeyRing.init(other, other.resolve("kek.key"), Clock.systemUTC()).close();
    List<KeyComponent> wrong =
        new KeyCustodian(other, foreign, Clock.systemUTC(), KeyListener.NOBODY)
            .split(KeyRole.KEK, 2, 2);
    refused("bring those of its own key", () -> custodian.restoreKek(wrong));
    custodian.restoreKek(List.of(components.get(4), components.get(0), components.get(2)));
    assertArrayEquals(before, Files.readAllBytes(directory.resolve("kek.key")));
    refused("not split", () -> custodian.split(KeyRole.JOURNAL, 2, 2));
  }

  @Test
  @DisplayName(
      "RULES 2 / 3.7.8 every deed on a key is told and written down, and no secret with it")
  void everyDeedIsToldOnceItIsDone() throws Exception {
    KeyLog log = new KeyLog(directory);
    KeyCustodian watched =
        new KeyCustodian(
            directory,
            provider,
            Clock.systemUTC(),
            event -> {
              events.add(event);
              log.told(event);
            });
    int id = key(KeyRole.QUEUE, KeyState.ACTIVE).id();
    watched.rotate(KeyRole.QUEUE);
    KeyRing.Key retired = watched.retire(id, KeyUses.NONE);
    watched.restore(id);
    watched.retire(id, KeyUses.NONE);
    watched.destroy(id, retired.checkValue(), KeyUses.NONE);
    watched.split(KeyRole.TOKEN, 2, 2);
    assertThrows(BadKeyRing.class, () -> watched.rotate(KeyRole.TOKEN));
    assertEquals(
        "[ROTATE, RETIRE, RESTORE, RETIRE, DESTROY, SPLIT]",
        events.stream().map(KeyEvent::deed).toList().toString());
    List<String> lines = Files.readAllLines(directory.resolve(KeyLog.FILE));
    assertEquals(6, lines.size());
    assertTrue(lines.get(4).contains("DESTROY") && lines.get(4).contains(retired.idText()));
    assertEquals("rw-------", PrivateFile.mode(directory.resolve(KeyLog.FILE)));
  }

  private interface Deed {
    void run() throws Exception;
  }

  private static void refused(String expected, Deed deed) {
    BadKeyRing refusal = assertThrows(BadKeyRing.class, deed::run);
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }
}
