package io.tillgate.card.keys;

import io.tillgate.card.keys.KeyEvent.Deed;
import io.tillgate.card.keys.RingFile.Kek;
import io.tillgate.card.keys.RingFile.WrappedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What people do to the ring in a directory (PCI DSS 4.0.1, 3.6 and 3.7): each deed reads the file,
 * proves it, and puts the next generation in its place at once and durably. Deeds exclude each
 * other by a lock, also between processes. A running edge is not reached by this: it takes the ring
 * up when it is told to ({@link KeyRing#takeUp}). One thread; all deeds block.
 */
public final class KeyCustodian {
  private final Path directory;
  private final Path file;
  private final KeyProvider provider;
  private final Clock clock;
  private final KeyListener listener;

  /**
   * @param provider closed by its owner
   * @param listener told of each deed once it is durable
   */
  public KeyCustodian(Path directory, KeyProvider provider, Clock clock, KeyListener listener) {
    this.directory = directory;
    this.file = directory.resolve(KeyRing.RING_FILE);
    this.provider = provider;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Makes a ring with new keys and a new key-encryption key.
   *
   * @param merchant an open ring whose token key it shares, or null for a new token key
   * @throws BadKeyRing where there is a ring already; nothing is overwritten
   */
  public KeyRing init(KeyRing merchant) throws BadKeyRing {
    byte[] tokenKey = merchant == null ? randomKey() : merchant.copyOfTokenKey();
    try {
      return init(tokenKey, merchant == null ? "new token key" : "token key of " + merchant.file());
    } finally {
      Arrays.fill(tokenKey, (byte) 0);
    }
  }

  /** Makes a ring around a token key that is there already; the caller zeroes it. */
  KeyRing init(byte[] tokenKey, String detail) throws BadKeyRing {
    PrivateFile.refuseIfThere(file);
    try {
      PrivateFile.createDirectory(directory);
    } catch (IOException e) {
      throw new BadKeyRing("cannot make " + directory + ": " + e, e);
    }
    try (RingLock lock = RingLock.take(directory);
        KeyWrap wrap = provider.create()) {
      lock.stay();
      Instant now = now();
      List<WrappedKey> keys = new ArrayList<>();
      keys.add(wrapped(wrap, KeyRole.TOKEN, tokenKey, now));
      keys.add(fresh(wrap, KeyRole.JOURNAL, now));
      keys.add(fresh(wrap, KeyRole.QUEUE, now));
      Kek kek = new Kek(randomId(), KeyState.ACTIVE, now, wrap.name());
      PrivateFile.createNew(file, RingFile.signed(wrap, 1, List.of(kek), keys).encode());
    } catch (IOException e) {
      throw new BadKeyRing("cannot write " + file + ": " + e, e);
    } catch (GeneralSecurityException e) {
      throw new BadKeyRing("cannot wrap the keys of " + file + ": " + e.getMessage(), e);
    }
    KeyRing ring = KeyRing.open(directory, provider);
    for (KeyRing.Key key : ring.keys()) tell(Deed.INIT, key, detail);
    return ring;
  }

  /**
   * Makes a new key of {@code role} the active one; the one before only decrypts from then on.
   *
   * @return the new key
   * @throws BadKeyRing also for the token key, which does not rotate
   */
  public KeyRing.Key rotate(KeyRole role) throws BadKeyRing {
    if (!role.rotates()) {
      throw new BadKeyRing(
          "the token key does not rotate, since every card would have another token: rotate the"
              + " key-encryption key that wraps it ('tillgate keys rotate "
              + directory
              + " kek')");
    }
    KeyRing.Key made = role == KeyRole.KEK ? rotateKek() : rotateData(role);
    tell(Deed.ROTATE, made, "the one before decrypts only");
    return made;
  }

  private KeyRing.Key rotateData(KeyRole role) throws BadKeyRing {
    return change(
        (content, wrap) -> {
          List<WrappedKey> keys = new ArrayList<>();
          for (WrappedKey key : content.keys()) {
            boolean isReplaced = key.role() == role && key.state() == KeyState.ACTIVE;
            keys.add(isReplaced ? key.in(KeyState.DECRYPT_ONLY) : key);
          }
          WrappedKey made = fresh(wrap, role, now());
          keys.add(made);
          return new Change(content.keks(), keys, wrap, KeyRing.Key.of(made));
        });
  }

  /** The new key wraps all; after a crash between the two files the ring opens with the old one. */
  private KeyRing.Key rotateKek() throws BadKeyRing {
    KeyWrap next = provider.create();
    try (next) {
      return change(
          (content, wrap) -> {
            List<WrappedKey> keys = new ArrayList<>();
            for (WrappedKey key : content.keys()) keys.add(rewrapped(key, wrap, next));
            List<Kek> keks = new ArrayList<>();
            for (Kek kek : content.keks()) {
              keks.add(kek.state() == KeyState.ACTIVE ? kek.in(KeyState.DECRYPT_ONLY) : kek);
            }
            Kek made = new Kek(randomId(), KeyState.ACTIVE, now(), next.name());
            keks.add(made);
            return new Change(keks, keys, next, KeyRing.Key.of(made));
          });
    }
  }

  private static WrappedKey rewrapped(WrappedKey key, KeyWrap from, KeyWrap to)
      throws GeneralSecurityException {
    if (key.state() == KeyState.DESTROYED) return key;
    byte[] plain = from.unwrap(key.wrapped(), key.context());
    try {
      byte[] wrapped = to.wrap(plain, key.context());
      return new WrappedKey(key.id(), key.role(), key.state(), key.created(), key.check(), wrapped);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * Takes a key that only decrypts out of service; it can be restored.
   *
   * @param uses what lies under the ring's keys; a key that anything needs is not retired
   */
  public KeyRing.Key retire(int id, KeyUses uses) throws BadKeyRing {
    refuseIfUsed(id, uses);
    KeyRing.Key retired = move(id, KeyState.RETIRED);
    tell(Deed.RETIRE, retired, "");
    return retired;
  }

  /** Puts a retired key back into service; it only decrypts. */
  public KeyRing.Key restore(int id) throws BadKeyRing {
    KeyRing.Key restored = move(id, KeyState.DECRYPT_ONLY);
    tell(Deed.RESTORE, restored, "");
    return restored;
  }

  /**
   * Takes away the bytes of a retired key for ever, and what only it opens with them.
   *
   * @param checkValue of that key, as a person read it, so that no other one is hit
   */
  public KeyRing.Key destroy(int id, String checkValue, KeyUses uses) throws BadKeyRing {
    KeyRing.Key key = key(id);
    if (!key.checkValue().equalsIgnoreCase(checkValue)) {
      throw new BadKeyRing(
          "key %s has the check value %s, not %s: say the one that 'tillgate keys show' shows"
              .formatted(key.idText(), key.checkValue(), checkValue));
    }
    refuseIfUsed(id, uses);
    KeyRing.Key destroyed = move(id, KeyState.DESTROYED);
    if (key.role() == KeyRole.KEK) destroyKek(id);
    tell(Deed.DESTROY, destroyed, "");
    return destroyed;
  }

  /** The ring says so first: a key that it calls destroyed and that is still there harms nobody. */
  private void destroyKek(int id) throws BadKeyRing {
    for (Kek kek : UnwrappedRing.read(file).keks()) {
      if (kek.id() == id) provider.destroy(kek.name());
    }
  }

  /**
   * Splits the token key, or a key-encryption key that lies in a file, for several people.
   *
   * @param threshold how many of them must come together
   * @return components, which the caller closes
   * @throws BadKeyRing where a security module keeps the key to itself
   */
  public List<KeyComponent> split(KeyRole role, int threshold, int count) throws BadKeyRing {
    try (KeyRing ring = KeyRing.open(directory, provider)) {
      byte[] key = bytesOf(role, ring);
      try {
        List<KeyComponent> components = KeyComponent.split(role, key, threshold, count);
        tell(Deed.SPLIT, active(role, ring), threshold + " of " + count + " components");
        return components;
      } finally {
        Arrays.fill(key, (byte) 0);
      }
    }
  }

  private byte[] bytesOf(KeyRole role, KeyRing ring) throws BadKeyRing {
    if (role == KeyRole.TOKEN) return ring.copyOfTokenKey();
    if (role == KeyRole.KEK && provider instanceof FileKeys keys) {
      return keys.bytesOf(ring.wrappedBy());
    }
    throw new BadKeyRing(
        role == KeyRole.KEK
            ? "what holds the key-encryption key does not give its key away: split it with the tool of the module or service"
            : "a "
                + role
                + " key is a box's own and is not split: split the token key, or the kek");
  }

  private static KeyRing.Key active(KeyRole role, KeyRing ring) {
    return ring.keys().stream()
        .filter(key -> key.role() == role && key.state() == KeyState.ACTIVE)
        .findFirst()
        .orElseThrow();
  }

  /** Makes a ring around the token key of these components. */
  public KeyRing initFrom(List<KeyComponent> components) throws BadKeyRing {
    byte[] key = combined(KeyRole.TOKEN, components);
    try {
      KeyRing ring = init(key, "token key from components");
      tell(Deed.COMBINE, active(KeyRole.TOKEN, ring), components.size() + " components");
      return ring;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /**
   * Puts the key-encryption key of these components back into its file.
   *
   * @throws BadKeyRing where it is not the one that wraps the ring
   */
  public void restoreKek(List<KeyComponent> components) throws BadKeyRing {
    byte[] key = combined(KeyRole.KEK, components);
    try {
      String name = UnwrappedRing.read(file).wrappedBy();
      if (!FileKeys.nameOf(key).equals(name) || !(provider instanceof FileKeys keys)) {
        throw new BadKeyRing(
            "the components give %s, and %s is wrapped by %s: bring those of its own key"
                .formatted(FileKeys.nameOf(key), file, name));
      }
      keys.add(key);
      try (KeyRing ring = KeyRing.open(directory, provider)) {
        tell(Deed.COMBINE, active(KeyRole.KEK, ring), components.size() + " components");
      }
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Whether these components give the ring's own key; nothing is written. */
  public boolean fit(List<KeyComponent> components) throws BadKeyRing {
    byte[] key = KeyComponent.combine(components);
    byte[] ours = {};
    try (KeyRing ring = KeyRing.open(directory, provider)) {
      ours = bytesOf(components.get(0).role(), ring);
      return MessageDigest.isEqual(key, ours);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(ours, (byte) 0);
    }
  }

  private static byte[] combined(KeyRole role, List<KeyComponent> components) throws BadKeyRing {
    byte[] key = KeyComponent.combine(components);
    if (components.get(0).role() == role) return key;
    Arrays.fill(key, (byte) 0);
    throw new BadKeyRing(
        "these are components of a %s key, not of the %s key"
            .formatted(components.get(0).role(), role));
  }

  private void refuseIfUsed(int id, KeyUses uses) throws BadKeyRing {
    KeyRing.Key key = key(id);
    String use = uses.of(key);
    if (!use.isEmpty()) {
      throw new BadKeyRing(
          "key %s (%s) is still needed: %s".formatted(key.idText(), key.role(), use));
    }
  }

  private KeyRing.Key key(int id) throws BadKeyRing {
    try (KeyRing ring = KeyRing.open(directory, provider)) {
      for (KeyRing.Key key : ring.keys()) {
        if (key.id() == id) return key;
      }
    }
    throw new BadKeyRing(
        "%s has no key %s: 'tillgate keys show' lists them".formatted(file, RingFile.idText(id)));
  }

  private KeyRing.Key move(int id, KeyState next) throws BadKeyRing {
    KeyRing.Key before = key(id);
    if (!before.state().mayBecome(next)) {
      throw new BadKeyRing(
          "key %s (%s) is %s and cannot become %s: %s"
              .formatted(before.idText(), before.role(), before.state(), next, way(before)));
    }
    return change(
        (content, wrap) -> {
          List<Kek> keks = mapped(content.keks(), kek -> kek.id() == id ? kek.in(next) : kek);
          List<WrappedKey> keys =
              mapped(content.keys(), key -> key.id() == id ? key.in(next) : key);
          KeyRing.Key after =
              new KeyRing.Key(id, before.role(), next, before.created(), before.checkValue());
          return new Change(keks, keys, wrap, after);
        });
  }

  private static String way(KeyRing.Key key) {
    return switch (key.state()) {
      case ACTIVE -> key.role().rotates() ? "rotate it first" : "the token key stays as it is";
      case DECRYPT_ONLY -> "retire it first";
      case RETIRED -> "restore or destroy it";
      case DESTROYED -> "it is gone";
    };
  }

  private static <T> List<T> mapped(List<T> all, UnaryOperator<T> step) {
    return all.stream().map(step).toList();
  }

  private interface Step {
    Change from(RingFile content, KeyWrap wrap) throws GeneralSecurityException;
  }

  private record Change(List<Kek> keks, List<WrappedKey> keys, KeyWrap signer, KeyRing.Key key) {}

  private KeyRing.Key change(Step step) throws BadKeyRing {
    try (RingLock lock = RingLock.take(directory)) {
      lock.stay();
      RingFile content = UnwrappedRing.read(file);
      try (KeyWrap wrap = UnwrappedRing.wrapOf(file, content, provider)) {
        content.verify(wrap);
        Change change = step.from(content, wrap);
        long generation = content.generation() + 1;
        RingFile next = RingFile.signed(change.signer, generation, change.keks, change.keys);
        PrivateFile.replace(file, next.encode());
        return change.key;
      }
    } catch (KeysOutOfReach e) {
      throw new BadKeyRing("%s is as it was: %s".formatted(file, e.getMessage()), e);
    } catch (GeneralSecurityException e) {
      throw UnwrappedRing.changed(file);
    } catch (IOException e) {
      throw new BadKeyRing("cannot write " + file + ": " + e, e);
    }
  }

  private WrappedKey fresh(KeyWrap wrap, KeyRole role, Instant now)
      throws GeneralSecurityException {
    byte[] key = randomKey();
    try {
      return wrapped(wrap, role, key, now);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static WrappedKey wrapped(KeyWrap wrap, KeyRole role, byte[] key, Instant created)
      throws GeneralSecurityException {
    WrappedKey bare =
        new WrappedKey(randomId(), role, KeyState.ACTIVE, created, CheckValue.of(key), new byte[0]);
    byte[] wrapped = wrap.wrap(key, bare.context());
    return new WrappedKey(bare.id(), role, bare.state(), created, bare.check(), wrapped);
  }

  void tell(Deed deed, KeyRing.Key key, String detail) {
    listener.told(
        new KeyEvent(
            clock.instant(), deed, file, key.role(), key.idText(), key.checkValue(), detail));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static int randomId() {
    return new SecureRandom().nextInt();
  }

  private static byte[] randomKey() {
    byte[] key = new byte[KeyRing.KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
