package io.tillgate.card.keys;

import io.tillgate.card.keys.RingFile.WrappedKey;
import io.tillgate.journal.DataKey;
import io.tillgate.journal.DataKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one box: the merchant's token key and the key of this box's journal, wrapped by a
 * key-encryption key that lives elsewhere (PCI DSS 4.0.1, 3.6.1.2).
 *
 * <p>A directory of mode 0700 with {@code ring.json} and, unless it is kept elsewhere, {@code
 * kek.key}. Opening unwraps every key once; after that the ring is read-only and may be used by any
 * thread. {@link #close} zeroes what it holds.
 */
public final class KeyRing implements AutoCloseable {
  public static final String RING_FILE = "ring.json";
  public static final String KEK_FILE = "kek.key";

  /** Bytes of every key in the ring. */
  public static final int KEY_BYTES = 32;

  private static final byte[] INTEGRITY_CONTEXT = {'r', 'i', 'n', 'g'};
  private static final int MAX_RING_BYTES = 1 << 20;

  private final Path file;
  private final RingFile content;
  private final Map<Integer, byte[]> material;
  private final Map<KeyRole, Integer> active;
  private volatile boolean closed;

  /** What may be told of a key. */
  public record Key(int id, KeyRole role, KeyState state, Instant created, String checkValue) {
    public String idText() {
      return RingFile.idText(id);
    }
  }

  private KeyRing(
      Path file, RingFile content, Map<Integer, byte[]> material, Map<KeyRole, Integer> active) {
    this.file = file;
    this.content = content;
    this.material = material;
    this.active = active;
  }

  /** Opens the ring in {@code directory}, whose key-encryption key lies beside it. */
  public static KeyRing open(Path directory) throws BadKeyRing {
    return open(directory, directory.resolve(KEK_FILE));
  }

  /** Opens the ring in {@code directory} with the key-encryption key in {@code kekFile}. */
  public static KeyRing open(Path directory, Path kekFile) throws BadKeyRing {
    RingFile content = read(directory.resolve(RING_FILE));
    try (KeyWrap wrap = FileKeyWrap.read(kekFile)) {
      return open(directory.resolve(RING_FILE), content, wrap);
    }
  }

  /** Opens the ring in {@code directory} with a key-encryption key of any kind. */
  public static KeyRing open(Path directory, KeyWrap wrap) throws BadKeyRing {
    Path file = directory.resolve(RING_FILE);
    return open(file, read(file), wrap);
  }

  /**
   * Makes a ring with new keys, and its key-encryption key in {@code kekFile}.
   *
   * @throws BadKeyRing where there is one already; nothing is overwritten
   */
  public static KeyRing init(Path directory, Path kekFile, Clock clock) throws BadKeyRing {
    return init(directory, kekFile, null, clock);
  }

  /**
   * Makes a ring that shares the token key of {@code merchant}, so that one card has one token in
   * every store; the journal key is its own.
   *
   * @param merchant an open ring of the same merchant, or null for a new token key
   */
  public static KeyRing init(Path directory, Path kekFile, KeyRing merchant, Clock clock)
      throws BadKeyRing {
    Path file = directory.resolve(RING_FILE);
    for (Path path : List.of(file, kekFile)) {
      if (Files.exists(path)) {
        throw new BadKeyRing(
            path + " exists and is left as it is: name another directory, or move it away first");
      }
    }
    try {
      PrivateFile.createDirectory(directory);
      PrivateFile.createDirectory(kekFile.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new BadKeyRing("cannot make " + directory + ": " + e, e);
    }
    try (FileKeyWrap wrap = FileKeyWrap.create(kekFile)) {
      PrivateFile.createNew(file, fresh(wrap, merchant, clock.instant()).encode());
    } catch (IOException e) {
      throw new BadKeyRing("cannot write " + file + ": " + e, e);
    } catch (GeneralSecurityException e) {
      throw new BadKeyRing("cannot wrap the keys of " + file + ": " + e.getMessage(), e);
    }
    return open(directory, kekFile);
  }

  private static RingFile fresh(KeyWrap wrap, KeyRing merchant, Instant now)
      throws GeneralSecurityException {
    Instant created = now.truncatedTo(ChronoUnit.SECONDS);
    byte[] integrityKey = randomKey();
    byte[] tokenKey = merchant == null ? randomKey() : merchant.tokenKey().clone();
    byte[] journalKey = randomKey();
    try {
      List<WrappedKey> keys =
          List.of(
              wrapped(wrap, KeyRole.TOKEN, tokenKey, created),
              wrapped(wrap, KeyRole.JOURNAL, journalKey, created));
      byte[] wrappedIntegrity = wrap.wrap(integrityKey, INTEGRITY_CONTEXT);
      RingFile unsigned = new RingFile(wrap.name(), wrappedIntegrity, keys, new byte[0]);
      byte[] mac = mac(integrityKey, unsigned.authenticated());
      return new RingFile(wrap.name(), wrappedIntegrity, keys, mac);
    } finally {
      for (byte[] key : List.of(integrityKey, tokenKey, journalKey)) Arrays.fill(key, (byte) 0);
    }
  }

  private static WrappedKey wrapped(KeyWrap wrap, KeyRole role, byte[] key, Instant created)
      throws GeneralSecurityException {
    int id = new SecureRandom().nextInt();
    String check = CheckValue.of(key);
    byte[] context =
        new WrappedKey(id, role, KeyState.ACTIVE, created, check, new byte[0]).context();
    return new WrappedKey(id, role, KeyState.ACTIVE, created, check, wrap.wrap(key, context));
  }

  private static RingFile read(Path file) throws BadKeyRing {
    if (!Files.isRegularFile(file)) {
      throw new BadKeyRing(
          "no key ring at %s: make one with 'tillgate keys init %s', or restore it from its backup"
              .formatted(file, file.toAbsolutePath().getParent()));
    }
    try {
      if (PrivateFile.isOpenToOthers(file)) {
        throw new BadKeyRing(
            "others may read or change the key ring %s (%s): chmod 600 it"
                .formatted(file, PrivateFile.mode(file)));
      }
      if (Files.size(file) > MAX_RING_BYTES) {
        throw new BadKeyRing(file + " is larger than a key ring: restore it from its backup");
      }
      return RingFile.decode(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new BadKeyRing("cannot read the key ring " + file + ": " + e, e);
    }
  }

  private static KeyRing open(Path file, RingFile content, KeyWrap wrap) throws BadKeyRing {
    if (!content.wrappedBy().equals(wrap.name())) {
      throw new BadKeyRing(
          "%s is wrapped by %s, but the key-encryption key given is %s: give the one it was made with"
              .formatted(file, content.wrappedBy(), wrap.name()));
    }
    Map<Integer, byte[]> material = new LinkedHashMap<>();
    try {
      verify(content, wrap);
      for (WrappedKey key : content.keys()) {
        if (key.state() == KeyState.RETIRED) continue;
        byte[] bytes = wrap.unwrap(key.wrapped(), key.context());
        if (bytes.length != KEY_BYTES || material.put(key.id(), bytes) != null) {
          throw new GeneralSecurityException("a key of the wrong length, or twice");
        }
      }
    } catch (GeneralSecurityException e) {
      forget(material);
      throw new BadKeyRing(
          file + " was changed or damaged after it was written: restore it from its backup");
    }
    try {
      return new KeyRing(file, content, material, active(file, content));
    } catch (BadKeyRing e) {
      forget(material);
      throw e;
    }
  }

  private static void verify(RingFile content, KeyWrap wrap) throws GeneralSecurityException {
    byte[] integrityKey = wrap.unwrap(content.integrityKey(), INTEGRITY_CONTEXT);
    try {
      if (!MessageDigest.isEqual(content.mac(), mac(integrityKey, content.authenticated()))) {
        throw new GeneralSecurityException("mac");
      }
    } finally {
      Arrays.fill(integrityKey, (byte) 0);
    }
  }

  private static Map<KeyRole, Integer> active(Path file, RingFile content) throws BadKeyRing {
    Map<KeyRole, Integer> active = new EnumMap<>(KeyRole.class);
    for (WrappedKey key : content.keys()) {
      if (key.state() != KeyState.ACTIVE) continue;
      if (active.put(key.role(), key.id()) != null) {
        throw new BadKeyRing(file + " has two active " + key.role() + " keys: restore its backup");
      }
    }
    for (KeyRole role : KeyRole.values()) {
      if (!active.containsKey(role)) {
        throw new BadKeyRing(
            "%s has no active %s key: restore its backup, or make a new ring with 'tillgate keys init'"
                .formatted(file, role));
      }
    }
    return active;
  }

  /** All keys, as may be shown to a person; in the order they were made. */
  public List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    for (WrappedKey key : content.keys()) {
      keys.add(new Key(key.id(), key.role(), key.state(), key.created(), key.check()));
    }
    return keys;
  }

  public Path file() {
    return file;
  }

  /** Names the key-encryption key; no secret. */
  public String wrappedBy() {
    return content.wrappedBy();
  }

  /** A tokenizer under the active token key; one for each context or thread. */
  public Tokenizer tokenizer() {
    return new Tokenizer(tokenKey());
  }

  /** The active journal key; the journal copies it, so the caller may destroy this one. */
  public DataKey dataKey() {
    int id = active.get(KeyRole.JOURNAL);
    return new DataKey(RingFile.idText(id), bytesOf(id).clone());
  }

  /** The journal's keys, the active one and those that only read; the journal copies them. */
  public DataKeys dataKeys() {
    List<DataKey> older = new ArrayList<>();
    for (WrappedKey key : content.keys()) {
      if (key.role() == KeyRole.JOURNAL && key.state() == KeyState.DECRYPT_ONLY) {
        older.add(new DataKey(RingFile.idText(key.id()), bytesOf(key.id()).clone()));
      }
    }
    return new DataKeys(dataKey(), older);
  }

  private byte[] tokenKey() {
    return bytesOf(active.get(KeyRole.TOKEN));
  }

  private byte[] bytesOf(int id) {
    if (closed) throw new IllegalStateException("the key ring is closed");
    return material.get(id);
  }

  @Override
  public void close() {
    closed = true;
    forget(material);
  }

  private static void forget(Map<Integer, byte[]> material) {
    for (byte[] key : material.values()) Arrays.fill(key, (byte) 0);
  }

  private static byte[] randomKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private static byte[] mac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  @Override
  public String toString() {
    return "KeyRing[" + file + "]";
  }
}
