package io.tillgate.card.keys;

import io.tillgate.card.keys.RingFile.Kek;
import io.tillgate.card.keys.RingFile.WrappedKey;
import io.tillgate.journal.DataKey;
import io.tillgate.journal.DataKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one box: the merchant's token key, the keys of this box's journal and those of its
 * one-time keys, by version, wrapped by a key-encryption key that lives elsewhere (PCI DSS 4.0.1,
 * 3.6.1.2).
 *
 * <p>A directory of mode 0700 with {@code ring.json} and, unless it is kept elsewhere, {@code
 * kek.key}. Opening unwraps every key in service once. People change the file with {@link
 * KeyCustodian}; {@link #takeUp} turns a running process to what it then says. Any thread may call;
 * {@link #close} zeroes what it holds.
 */
public final class KeyRing implements AutoCloseable {
  public static final String RING_FILE = "ring.json";
  public static final String KEK_FILE = "kek.key";

  /** Bytes of every key in the ring. */
  public static final int KEY_BYTES = 32;

  private final List<RingFollower> followers = new ArrayList<>();
  private UnwrappedRing ring;
  private boolean closed;

  /**
   * What may be told of a key.
   *
   * @param checkValue six hexadecimal digits by which people compare keys
   */
  public record Key(int id, KeyRole role, KeyState state, Instant created, String checkValue) {
    public String idText() {
      return RingFile.idText(id);
    }

    static Key of(WrappedKey key) {
      return new Key(key.id(), key.role(), key.state(), key.created(), key.check());
    }

    static Key of(Kek kek) {
      return new Key(kek.id(), KeyRole.KEK, kek.state(), kek.created(), kek.check());
    }
  }

  private KeyRing(UnwrappedRing ring) {
    this.ring = ring;
  }

  /** Opens the ring in {@code directory}, whose key-encryption key lies in a file beside it. */
  public static KeyRing open(Path directory) throws BadKeyRing {
    return open(directory, directory.resolve(KEK_FILE));
  }

  /** Opens the ring in {@code directory} with the key-encryption key in {@code kekFile}. */
  public static KeyRing open(Path directory, Path kekFile) throws BadKeyRing {
    try (KeyProvider provider = new FileKeys(kekFile)) {
      return open(directory, provider);
    }
  }

  /**
   * Opens the ring in {@code directory} with a key-encryption key of any kind. Blocks.
   *
   * @param provider may be closed afterwards
   * @throws BadKeyRing where a key is missing, wrong or damaged; says which, and what to do
   */
  public static KeyRing open(Path directory, KeyProvider provider) throws BadKeyRing {
    return new KeyRing(UnwrappedRing.open(directory.resolve(RING_FILE), provider));
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
   * every store; the other keys are its own.
   *
   * @param merchant an open ring of the same merchant, or null for a new token key
   */
  public static KeyRing init(Path directory, Path kekFile, KeyRing merchant, Clock clock)
      throws BadKeyRing {
    PrivateFile.refuseIfThere(directory.resolve(RING_FILE), kekFile);
    try (KeyProvider provider = new FileKeys(kekFile)) {
      return new KeyCustodian(directory, provider, clock, KeyListener.NOBODY).init(merchant);
    }
  }

  /**
   * Turns to what the ring's file says now: after a rotation, a retirement or a new key-encryption
   * key. Those who follow are asked first; where one still needs a key that is gone, or the file is
   * not this ring's next state, all stays as it was. Blocks.
   *
   * @return the keys that are new or in another state; empty where nothing changed
   * @throws BadKeyRing with what is wrong and what to do; the ring goes on with the keys it has
   */
  public List<Key> takeUp(KeyProvider provider) throws BadKeyRing {
    UnwrappedRing next = UnwrappedRing.open(file(), provider);
    List<Key> before = keys();
    try (KeyRing candidate = new KeyRing(next)) {
      refuseUnlessNext(next);
      for (RingFollower follower : followers()) follower.consider(candidate);
      synchronized (this) {
        if (closed) throw new IllegalStateException("the key ring is closed");
        ring.forget();
        ring = next;
        candidate.closed = true; // its keys are this ring's now
      }
    }
    for (RingFollower follower : followers()) follower.turned();
    return keys().stream().filter(key -> !before.contains(key)).toList();
  }

  private synchronized void refuseUnlessNext(UnwrappedRing next) throws BadKeyRing {
    if (closed) throw new IllegalStateException("the key ring is closed");
    if (next.active(KeyRole.TOKEN) != ring.active(KeyRole.TOKEN)) {
      throw new BadKeyRing(
          next.file()
              + " has another token key, which would give every card another token: put this box's"
              + " ring back, or stop the edge before it is given another");
    }
    if (next.content().generation() < ring.content().generation()) {
      throw new BadKeyRing(
          "%s is of generation %d, the one in use of %d: an old backup was put in its place; put the newer one back"
              .formatted(next.file(), next.content().generation(), ring.content().generation()));
    }
  }

  /** {@code follower} is asked and told whenever the ring turns. */
  public synchronized void follow(RingFollower follower) {
    followers.add(follower);
  }

  private synchronized List<RingFollower> followers() {
    return List.copyOf(followers);
  }

  /** All keys, as may be shown to a person; in the order they were made. */
  public synchronized List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    for (Kek kek : ring.content().keks()) keys.add(Key.of(kek));
    for (WrappedKey key : ring.content().keys()) keys.add(Key.of(key));
    return keys;
  }

  public synchronized Path file() {
    return ring.file();
  }

  /** Names the key-encryption key; no secret. */
  public synchronized String wrappedBy() {
    return ring.content().wrappedBy();
  }

  /** Counts the changes of the ring; starts at 1. */
  public synchronized long generation() {
    return ring.content().generation();
  }

  /**
   * A tokenizer under the token key; one for each context or thread. Rotations leave it as it is.
   */
  public synchronized Tokenizer tokenizer() {
    return new Tokenizer(bytesOf(ring.active(KeyRole.TOKEN)));
  }

  /** The same, for tokens of another form. */
  public synchronized Tokenizer tokenizer(TokenFormat format) {
    return new Tokenizer(bytesOf(ring.active(KeyRole.TOKEN)), format);
  }

  /** The active journal key; the journal copies it, so the caller may destroy this one. */
  public synchronized DataKey dataKey() {
    return dataKey(ring.active(KeyRole.JOURNAL));
  }

  /** The journal's keys: the active one, and those that only read. Copies, as with one. */
  public synchronized DataKeys dataKeys() {
    return new DataKeys(
        dataKey(), ring.older(KeyRole.JOURNAL).stream().map(this::dataKey).toList());
  }

  private DataKey dataKey(int id) {
    return new DataKey(RingFile.idText(id), bytesOf(id).clone());
  }

  /** The keys that wrap one-time keys, whatever they are at the moment they are asked for. */
  QueueKeys queueKeys() {
    return new QueueKeys() {
      @Override
      public int active() {
        synchronized (KeyRing.this) {
          return ring.active(KeyRole.QUEUE);
        }
      }

      @Override
      public Optional<byte[]> key(int id) {
        synchronized (KeyRing.this) {
          boolean isOurs = id == active() || ring.older(KeyRole.QUEUE).contains(id);
          return isOurs ? Optional.of(bytesOf(id).clone()) : Optional.empty();
        }
      }

      @Override
      public boolean isRetired(int id) {
        return keys().stream().anyMatch(key -> key.id() == id && key.state() == KeyState.RETIRED);
      }
    };
  }

  /** The token key itself; the caller zeroes it. */
  synchronized byte[] copyOfTokenKey() {
    return bytesOf(ring.active(KeyRole.TOKEN)).clone();
  }

  private byte[] bytesOf(int id) {
    if (closed) throw new IllegalStateException("the key ring is closed");
    return ring.bytesOf(id);
  }

  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    ring.forget();
  }

  @Override
  public String toString() {
    return "KeyRing[" + file() + "]";
  }
}
