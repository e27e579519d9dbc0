package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rings wrapped by a key service that is slow, fails, is silent, or refuses. */
class CloudKeysTest {
  @TempDir Path temp;
  private final Cloud cloud = new Cloud();
  private final CloudKeys provider = new CloudKeys(cloud, Duration.ofSeconds(20));

  /** Keys in memory, behind a line of many moods. */
  private static final class Cloud implements CloudKms {
    final Map<String, FileKeyWrap> keys = new HashMap<>();
    int failures;
    int calls;
    boolean isSilent;
    long latencyMillis;

    private interface Answer<T> {
      T give() throws GeneralSecurityException;
    }

    private <T> CompletableFuture<T> answer(String key, Answer<T> answer) {
      calls++;
      if (isSilent) return new CompletableFuture<>();
      if (failures > 0) {
        failures--;
        return CompletableFuture.failedFuture(new IOException("503"));
      }
      if (key != null && !keys.containsKey(key)) {
        return CompletableFuture.failedFuture(new Denied("no key " + key));
      }
      Supplier<T> given =
          () -> {
            try {
              return answer.give();
            } catch (GeneralSecurityException e) {
              throw new IllegalStateException(e);
            }
          };
      try {
        T now = given.get();
        return CompletableFuture.supplyAsync(
            () -> now, CompletableFuture.delayedExecutor(latencyMillis, TimeUnit.MILLISECONDS));
      } catch (IllegalStateException e) {
        return CompletableFuture.failedFuture(new Denied("not its ciphertext"));
      }
    }

    @Override
    public CompletableFuture<String> createKey() {
      return answer(
          null,
          () -> {
            byte[] key = new byte[32];
            key[0] = (byte) (keys.size() + 1);
            keys.put("key-" + keys.size(), new FileKeyWrap(key));
            return "key-" + (keys.size() - 1);
          });
    }

    @Override
    public CompletableFuture<byte[]> encrypt(String key, byte[] plain, byte[] context) {
      return answer(key, () -> keys.get(key).wrap(plain, context));
    }

    @Override
    public CompletableFuture<byte[]> decrypt(String key, byte[] cipher, byte[] context) {
      return answer(key, () -> keys.get(key).unwrap(cipher, context));
    }

    @Override
    public CompletableFuture<String> checkValue(String key) {
      return answer(key, () -> keys.get(key).name().substring(5));
    }

    @Override
    public CompletableFuture<Void> destroyKey(String key) {
      return answer(
          key,
          () -> {
            keys.remove(key);
            return null;
          });
    }
  }

  private KeyCustodian custodian() {
    return new KeyCustodian(temp.resolve("keys"), provider, Clock.systemUTC(), KeyListener.NOBODY);
  }

  private KeyRing open() throws BadKeyRing {
    return KeyRing.open(temp.resolve("keys"), provider);
  }

  @Test
  void aRingLivesItsLifeUnderASlowKeyService() throws BadKeyRing {
    cloud.latencyMillis = 15;
    custodian().init(null).close();
    KeyRing.Key old;
    try (KeyRing ring = open()) {
      old = ring.keys().get(0);
      custodian().rotate(KeyRole.KEK);
      assertEquals(2, ring.takeUp(provider).size());
      assertTrue(ring.wrappedBy().startsWith("kms:key-1:"), ring.wrappedBy());
    }
    custodian().retire(old.id(), KeyUses.NONE);
    custodian().destroy(old.id(), old.checkValue(), KeyUses.NONE);
    assertEquals(1, cloud.keys.size());
    open().close();
    refused("does not give its key away", () -> custodian().split(KeyRole.KEK, 2, 2));
  }

  @Test
  void aServiceThatFailsNowAndThenIsAskedAgain() throws BadKeyRing {
    custodian().init(null).close();
    cloud.failures = CloudKeys.TRIES - 1;
    open().close();
  }

  @Test
  void aServiceThatKeepsFailingIsNamedAndTheRingIsAsItWas() throws BadKeyRing {
    custodian().init(null).close();
    cloud.failures = Integer.MAX_VALUE;
    refused("does not answer (java.io.IOException: 503)", this::open);
    refused("does not answer", () -> custodian().rotate(KeyRole.JOURNAL));
    cloud.failures = 0;
    try (KeyRing ring = open()) {
      assertEquals(1, ring.generation());
    }
  }

  @Test
  void aServiceThatIsSilentCostsItsPatienceAndNoMore() throws BadKeyRing {
    custodian().init(null).close();
    cloud.isSilent = true;
    CloudKeys impatient = new CloudKeys(cloud, Duration.ofMillis(50));
    refused("time-out", () -> KeyRing.open(temp.resolve("keys"), impatient));
  }

  @Test
  void aRefusalIsFinalAtOnce() throws BadKeyRing {
    custodian().init(null).close();
    cloud.keys.clear();
    int before = cloud.calls;
    refused("no key key-0", this::open);
    assertEquals(1, cloud.calls - before);
  }

  private interface Deed {
    Object run() throws Exception;
  }

  private static void refused(String expected, Deed deed) {
    BadKeyRing refusal = assertThrows(BadKeyRing.class, deed::run);
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }
}
