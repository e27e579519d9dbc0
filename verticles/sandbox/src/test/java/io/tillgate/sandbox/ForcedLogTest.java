package io.tillgate.sandbox;

import static io.tillgate.sandbox.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForcedLogTest {
  @TempDir Path folder;
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void whatWasAppendedIsThereAfterOpeningAgain() throws IOException {
    try (ForcedLog log = open(new ArrayList<>())) {
      for (int i = 0; i < 1_000; i++) log.append(entry(i));
      await(log.append(entry(1_000)));
    }
    assertEquals(1_001, numbers().size());
  }

  @Test
  void aTornLastLineIsCutAtEveryByteAndNothingElse() throws IOException {
    try (ForcedLog log = open(new ArrayList<>())) {
      for (int i = 0; i < 5; i++) log.append(entry(i));
    }
    byte[] whole = Files.readAllBytes(folder.resolve("a.log"));
    int lastLine = whole.length / 5;
    for (int cut = whole.length - lastLine + 1; cut < whole.length; cut++) {
      Files.write(folder.resolve("a.log"), Arrays.copyOf(whole, cut));
      assertEquals(List.of(0, 1, 2, 3), numbers(), "cut at " + cut);
      assertEquals(whole.length - lastLine, Files.size(folder.resolve("a.log")));
    }
  }

  @Test
  void aFlippedBitBeforeTheEndIsRefusedWithItsPlace() throws IOException {
    try (ForcedLog log = open(new ArrayList<>())) {
      for (int i = 0; i < 5; i++) log.append(entry(i));
    }
    byte[] whole = Files.readAllBytes(folder.resolve("a.log"));
    whole[whole.length / 5 + 12] ^= 1;
    Files.write(folder.resolve("a.log"), whole);
    BrokenLog broken = assertThrows(BrokenLog.class, this::numbers);
    assertTrue(broken.getMessage().contains("byte " + whole.length / 5), broken.getMessage());
  }

  @Test
  void aRewriteReplacesWhatWasBeforeAndKeepsWhatComesAfter() throws IOException {
    try (ForcedLog log = open(new ArrayList<>())) {
      for (int i = 0; i < 100; i++) log.append(entry(i));
      log.rewrite(List.of(entry(7), entry(8)));
      await(log.append(entry(9)));
    }
    assertEquals(List.of(7, 8, 9), numbers());
  }

  @Test
  void aSecondOwnerIsRefused() throws IOException {
    ForcedLog log = open(new ArrayList<>());
    BrokenLog refused = assertThrows(BrokenLog.class, this::numbers);
    assertTrue(refused.getMessage().contains("another running process"), refused.getMessage());
    log.close();
    assertEquals(List.of(), numbers());
  }

  @Test
  void everyAppendIsAnsweredAlsoAtTheEnd() throws IOException {
    ForcedLog log = open(new ArrayList<>());
    List<Future<Void>> appended = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) appended.add(log.append(entry(i)));
    log.close();
    await(Future.all(appended));
    assertTrue(log.append(entry(1)).failed(), "a closed log takes nothing");
    assertEquals(10_000, numbers().size());
  }

  @Test
  void aDiskThatStandsStillIsToldOfAndNothingThatWaitedIsLost() throws IOException {
    Semaphore disk = new Semaphore(0);
    ForcedLog log =
        ForcedLog.open(
            folder.resolve("a.log"),
            vertx.getOrCreateContext(),
            entry -> {},
            channel -> disk.acquireUninterruptibly());
    Future<Void> last = log.append(entry(0));
    int taken = 1;
    for (; !last.failed(); taken++) last = log.append(entry(taken));
    assertTrue(last.cause().getMessage().contains("the disk cannot keep up"));
    assertTrue(taken > ForcedLog.MAX_WAITING, taken + " were taken");
    disk.release(1_000_000);
    log.close();
    assertEquals(taken - 1, numbers().size());
  }

  private List<Integer> numbers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    open(numbers).close();
    return numbers;
  }

  private ForcedLog open(List<Integer> numbers) throws IOException {
    return ForcedLog.open(
        folder.resolve("a.log"),
        vertx.getOrCreateContext(),
        entry -> numbers.add(entry.getInteger("n")));
  }

  private static JsonObject entry(int n) {
    return new JsonObject().put("n", n);
  }
}
