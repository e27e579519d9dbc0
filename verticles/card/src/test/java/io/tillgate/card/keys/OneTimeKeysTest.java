package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneTimeKeysTest {
  private static final OneTimeKeySettings SMALL = new OneTimeKeySettings(16, 0);

  @TempDir Path temp;
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final TestQueueKeys queue = new TestQueueKeys();
  private final AtomicReference<Throwable> failed = new AtomicReference<>();

  private OneTimeKeys open(OneTimeKeySettings settings, Set<Integer> openSlots) throws IOException {
    SlotStore store = SlotFile.open(file());
    try {
      return new OneTimeKeys(store, settings, openSlots, queue, metrics, failed::set);
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  private Path file() {
    return temp.resolve("one-time-keys");
  }

  @Test
  void aKeyIsOnDiskBeforeItIsHandedOut() throws IOException {
    try (OneTimeKeys keys = open(SMALL, Set.of())) {
      byte[] disk = Files.readAllBytes(file());
      for (int i = 0; i < 16; i++) {
        OneTimeKey key = keys.take().orElseThrow();
        assertArrayEquals(queue.keyIn(disk, key.slot()), key.key());
      }
    }
  }

  @Test
  void takingAKeyCostsNoForce() throws IOException {
    Recorder store = new Recorder();
    try (OneTimeKeys keys = over(store, new OneTimeKeySettings(1_000, 0))) {
      int before = store.forces;
      for (int i = 0; i < 1_000; i++) keys.take().orElseThrow().close();
      assertEquals(before, store.forces);
    }
  }

  @Test
  void shreddingThousandKeysTakesFarFewerForces() throws Exception {
    Recorder store = new Recorder();
    try (OneTimeKeys keys = over(store, new OneTimeKeySettings(1_000, 200))) {
      int before = store.forces;
      List<CompletableFuture<Void>> shreddings = new ArrayList<>();
      for (int slot = 0; slot < 1_000; slot++) {
        keys.take().orElseThrow().close();
      }
      for (int slot = 0; slot < 1_000; slot++) shreddings.add(keys.shred(slot));
      for (CompletableFuture<Void> shredding : shreddings) await(shredding);
      assertTrue(store.forces - before < 100, "forces " + (store.forces - before));
      assertEquals(1_000, keys.free());
    }
  }

  @Test
  void aShreddedSlotIsFreeOnlyAfterItsNextKeyIsForced() throws Exception {
    Recorder store = new Recorder();
    try (OneTimeKeys keys = over(store, SMALL)) {
      for (int i = 0; i < 16; i++) keys.take().orElseThrow().close();
      store.hold();
      byte[] old = store.slots.get(3).clone();
      CompletableFuture<Void> shredding = keys.shred(3);
      store.awaitHeldForce();
      assertFalse(shredding.isDone());
      assertTrue(keys.take().isEmpty(), "the new key is written but not forced");
      assertTrue(keys.keyOf(3).isEmpty(), "the old key is gone from memory at once");
      store.release();
      await(shredding);
      OneTimeKey next = keys.take().orElseThrow();
      assertEquals(3, next.slot());
      assertFalse(Arrays.equals(old, next.key()));
      assertArrayEquals(queue.keyOf(store.slots.get(3)), next.key());
    }
  }

  @Test
  void whenAllAreTakenTheAnswerIsEmptyAndCounted() throws Exception {
    try (OneTimeKeys keys = open(SMALL, Set.of())) {
      for (int i = 0; i < 16; i++) assertTrue(keys.take().isPresent());
      assertTrue(keys.take().isEmpty());
      assertEquals(1, metrics.get("tillgate.card.one.time.keys.exhausted").counter().count());
      assertEquals(0, metrics.get("tillgate.card.one.time.keys.free").gauge().value());
      await(keys.shred(5));
      assertEquals(5, keys.take().orElseThrow().slot());
    }
  }

  @Test
  void aStartKeepsOnlyTheKeysOfOpenPayments() throws IOException {
    List<byte[]> before = new ArrayList<>();
    try (OneTimeKeys keys = open(SMALL, Set.of())) {
      for (int i = 0; i < 16; i++) before.add(keys.take().orElseThrow().key());
    }
    try (OneTimeKeys keys = open(SMALL, Set.of(2, 7))) {
      assertEquals(14, keys.free());
      assertArrayEquals(before.get(2), keys.keyOf(2).orElseThrow().key());
      assertArrayEquals(before.get(7), keys.keyOf(7).orElseThrow().key());
      assertTrue(keys.lost().isEmpty());
      byte[] disk = Files.readAllBytes(file());
      for (int slot = 0; slot < 16; slot++) {
        boolean stays = slot == 2 || slot == 7;
        assertEquals(
            stays, Arrays.equals(before.get(slot), queue.keyIn(disk, slot)), "slot " + slot);
      }
    }
  }

  @Test
  void keysThatWentWithTheirFileAreNamed() throws IOException {
    open(SMALL, Set.of()).close();
    try (OneTimeKeys keys = open(SMALL, Set.of(3, 99))) {
      assertEquals(Set.of(99), keys.lost());
    }
    Files.delete(file());
    try (OneTimeKeys keys = open(SMALL, Set.of(3))) {
      assertEquals(Set.of(3), keys.lost());
      assertTrue(keys.keyOf(3).isEmpty());
      assertEquals(16, keys.free());
    }
  }

  @Test
  void theFileGrowsWithTheSettingAndNeverShrinks() throws IOException {
    open(SMALL, Set.of()).close();
    byte[] fifteen;
    try (OneTimeKeys keys = open(new OneTimeKeySettings(64, 0), Set.of(15))) {
      assertEquals(63, keys.free());
      fifteen = keys.keyOf(15).orElseThrow().key();
    }
    try (OneTimeKeys keys = open(SMALL, Set.of(15, 60))) {
      assertEquals(62, keys.free());
      assertArrayEquals(fifteen, keys.keyOf(15).orElseThrow().key());
      assertTrue(keys.keyOf(60).isPresent());
    }
  }

  @Test
  void aDiskThatFailsHandsOutNoMoreKeysAndSaysSoOnce() throws Exception {
    for (boolean inForce : new boolean[] {true, false}) {
      failed.set(null);
      Recorder store = new Recorder();
      try (OneTimeKeys keys = over(store, SMALL)) {
        keys.take().orElseThrow().close();
        keys.take().orElseThrow().close();
        store.fail = inForce ? "force" : "write";
        CompletableFuture<Void> shredding = keys.shred(0);
        assertThrows(Exception.class, () -> shredding.get(10, TimeUnit.SECONDS));
        awaitFailure();
        assertTrue(keys.take().isEmpty());
        assertTrue(keys.failure().isPresent());
        assertTrue(keys.shred(1).isCompletedExceptionally());
        store.fail = null;
        assertTrue(keys.take().isEmpty(), "a disk that failed once is not trusted again");
      }
    }
  }

  @Test
  void aDiskThatFailsAtStartRefusesToStart() {
    for (String deed : List.of("force", "write", "resize")) {
      Recorder store = new Recorder();
      store.fail = deed;
      assertThrows(IOException.class, () -> over(store, SMALL));
    }
  }

  @Test
  void shreddingTwiceOrWhatIsFreeChangesNothing() throws Exception {
    try (OneTimeKeys keys = open(SMALL, Set.of())) {
      OneTimeKey key = keys.take().orElseThrow();
      await(keys.shred(key.slot()));
      await(keys.shred(key.slot()));
      await(keys.shred(12));
      await(keys.shred(-1));
      await(keys.shred(1_000_000));
      assertEquals(16, keys.free());
    }
  }

  @Test
  void damagedForeignOpenOrUsedFilesAreRefusedWithWhatToDo() throws IOException {
    try (OneTimeKeys keys = open(SMALL, Set.of())) {
      IOException inUse = assertThrows(IOException.class, () -> open(SMALL, Set.of()));
      assertTrue(inUse.getMessage().contains("in use by another running process"));
      assertEquals(16, keys.free());
    }
    byte[] whole = Files.readAllBytes(file());
    for (int at : new int[] {0, 5, 10, 13}) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(file(), damaged);
      refused("damaged: restore it, or move it away");
    }
    Files.write(file(), Arrays.copyOf(whole, whole.length - 1));
    refused("damaged");
    Files.write(file(), Arrays.copyOf(whole, 7));
    refused("damaged");
    Files.write(file(), whole);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    refused("chmod 600");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    open(SMALL, Set.of()).close();
  }

  private void refused(String expected) {
    refused(expected, Set.of());
  }

  private void refused(String expected, Set<Integer> openSlots) {
    IOException refusal = assertThrows(IOException.class, () -> open(SMALL, openSlots).close());
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }

  @Test
  void theFileIsItsOwnersAlone() throws IOException {
    open(SMALL, Set.of()).close();
    assertEquals("rw-------", PrivateFile.mode(file()));
  }

  @Test
  void manyThreadsNeverShareAKey() throws Exception {
    long seed = System.nanoTime();
    System.out.println("manyThreadsNeverShareAKey seed " + seed);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    Set<Integer> held = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    try (OneTimeKeys keys = open(new OneTimeKeySettings(64, 0), Set.of())) {
      for (int t = 0; t < 4; t++) {
        Random random = new Random(seed + t);
        threads.add(CompletableFuture.runAsync(() -> takeAndShred(keys, random, seen, held)));
      }
      for (CompletableFuture<Void> thread : threads) await(thread);
    }
    assertTrue(seen.size() > 64, "slots were used again");
  }

  private static void takeAndShred(
      OneTimeKeys keys, Random random, Set<String> seen, Set<Integer> held) {
    List<Integer> mine = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      keys.take()
          .ifPresent(
              key -> {
                assertTrue(held.add(key.slot()), "a slot in two hands");
                assertTrue(seen.add(HexFormat.of().formatHex(key.key())), "a key used twice");
                mine.add(key.slot());
              });
      if (mine.size() > random.nextInt(16)) {
        int slot = mine.remove(random.nextInt(mine.size()));
        held.remove(slot);
        keys.shred(slot).join();
      }
    }
  }

  @Test
  void settingsAreBoundedAndDefaultedForASmallShop() {
    assertEquals(new OneTimeKeySettings(4_096, 20), OneTimeKeySettings.of(new JsonObject()));
    assertThrows(IllegalArgumentException.class, () -> new OneTimeKeySettings(15, 0));
    assertThrows(IllegalArgumentException.class, () -> new OneTimeKeySettings(65_537, 0));
    assertThrows(IllegalArgumentException.class, () -> new OneTimeKeySettings(16, 1_001));
  }

  @Test
  void noKeyLiesInItsSlotInTheClear() throws IOException {
    try (OneTimeKeys keys = open(SMALL, Set.of())) {
      String hex = HexFormat.of().formatHex(Files.readAllBytes(file()));
      for (int i = 0; i < 16; i++) {
        OneTimeKey key = keys.take().orElseThrow();
        assertFalse(hex.contains(HexFormat.of().formatHex(key.key())));
      }
    }
  }

  @Test
  @DisplayName("RULES 2 / 3.7.4 one-time keys go under the new queue key, and stay what they are")
  void slotsFollowTheRingInTheBackground() throws Exception {
    List<byte[]> before = new ArrayList<>();
    try (OneTimeKeys keys = open(SMALL, Set.of())) {
      for (int i = 0; i < 8; i++) before.add(keys.take().orElseThrow().key());
      assertEquals(Map.of(1, 16), SlotFile.slotsByKey(file()));
      queue.turnTo(2);
      keys.turned();
      await(keys.shred(7));
      await(keys.shred(keys.take().orElseThrow().slot()));
      assertEquals(Map.of(2, 16), SlotFile.slotsByKey(file()));
      for (int slot = 0; slot < 7; slot++) {
        assertArrayEquals(before.get(slot), keys.keyOf(slot).orElseThrow().key());
      }
    }
    queue.inService.remove(1);
    try (OneTimeKeys keys = open(SMALL, Set.of(3))) {
      assertArrayEquals(before.get(3), keys.keyOf(3).orElseThrow().key());
    }
  }

  @Test
  void aCrashHalfWayThroughTheTurnLeavesSlotsUnderBothKeysAndAllReadable() throws Exception {
    byte[] second;
    byte[] ninth;
    byte[] old;
    try (OneTimeKeys keys = open(SMALL, Set.of())) {
      for (int i = 0; i < 16; i++) keys.take().orElseThrow().close();
      second = keys.keyOf(2).orElseThrow().key();
      ninth = keys.keyOf(9).orElseThrow().key();
      old = Files.readAllBytes(file());
      queue.turnTo(2);
      keys.turned();
      await(keys.shred(0));
    }
    byte[] half = Files.readAllBytes(file());
    System.arraycopy(old, 4096 + 8 * 64, half, 4096 + 8 * 64, 8 * 64);
    Files.write(file(), half);
    assertEquals(Map.of(1, 8, 2, 8), SlotFile.slotsByKey(file()));
    try (OneTimeKeys keys = open(SMALL, Set.of(2, 9))) {
      assertArrayEquals(second, keys.keyOf(2).orElseThrow().key());
      assertArrayEquals(ninth, keys.keyOf(9).orElseThrow().key());
      assertEquals(Map.of(2, 16), SlotFile.slotsByKey(file()));
    }
  }

  @Test
  @DisplayName("RULES 2 / 3.7.5 a destroyed queue key opens nothing, a retired one is asked back")
  void whatADestroyedQueueKeyWrappedIsLostAndARetiredOneIsAskedBack() throws Exception {
    open(SMALL, Set.of()).close();
    queue.turnTo(2);
    queue.inService.remove(1);
    queue.retired.add(1);
    refused("'tillgate keys restore' it", Set.of(3));
    queue.retired.remove(1);
    try (OneTimeKeys keys = open(SMALL, Set.of(3))) {
      assertEquals(Set.of(3), keys.lost());
      assertTrue(keys.keyOf(3).isEmpty());
    }
  }

  @Test
  void keysDiffer() throws IOException {
    Set<String> seen = new HashSet<>();
    try (OneTimeKeys keys = open(new OneTimeKeySettings(4_096, 0), Set.of())) {
      for (int i = 0; i < 4_096; i++) {
        assertTrue(seen.add(HexFormat.of().formatHex(keys.take().orElseThrow().key())));
      }
    }
    assertNotEquals(0, seen.size());
  }

  private OneTimeKeys over(SlotStore store, OneTimeKeySettings settings) throws IOException {
    return new OneTimeKeys(
        store, settings, Set.of(), queue, new SimpleMeterRegistry(), failed::set);
  }

  private void awaitFailure() throws InterruptedException {
    for (int i = 0; i < 1_000 && failed.get() == null; i++) Thread.sleep(10);
    assertTrue(failed.get() instanceof IOException);
  }

  private static void await(CompletableFuture<Void> future) throws Exception {
    future.get(20, TimeUnit.SECONDS);
  }
}
