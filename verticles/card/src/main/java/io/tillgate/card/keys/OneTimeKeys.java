package io.tillgate.card.keys;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are used once and then shredded (PCI DSS 4.0.1, 3.3.2). Every free slot holds a random
 * key that is already durable, so taking one costs no force; shredding a key is overwriting it with
 * the next random one, forced in batches on a thread of its own before the slot is free again.
 *
 * <p>{@link #take}, {@link #keyOf} and {@link #shred} may be called from any thread and never wait
 * for the disk. A write or force that fails is fatal: no key is handed out any more, and {@code
 * onFailure} is told once. A new start re-randomises every slot that no open payment names.
 *
 * <p>On disk every key lies under the ring's queue key. When the ring turns, all slots are put
 * under the new one, in the background.
 */
public final class OneTimeKeys implements RingFollower, AutoCloseable {
  static final int KEY_BYTES = 32;

  private static final Logger LOG = LoggerFactory.getLogger(OneTimeKeys.class);
  private static final long CLOSE_WAIT_MILLIS = 10_000;

  /** Turns of the ring that may wait for the shredder. */
  private static final int MAX_REWRAPS = 16;

  private static final int FREE = 0;
  private static final int TAKEN = 1;
  private static final int SHREDDING = 2;

  private final SlotStore store;
  private final QueueKeys queueKeys;
  private final SlotWrap wrap;
  private final int shredDelayMillis;
  private final Consumer<Throwable> onFailure;
  private final SecureRandom random = new SecureRandom();
  private final byte[] keys;
  private final AtomicIntegerArray states;
  private final BlockingQueue<Integer> free;
  private final BlockingQueue<Shredding> shreddings;
  private final Set<Integer> lost;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread shredder = new Thread(this::shredAll, "tillgate-one-time-keys");
  private final Counter forces;
  private final Counter exhausted;
  private volatile Throwable failure;

  /** The queue key that slots are under, or were until the ring turned. */
  private volatile int wrappedBy;

  private record Shredding(int slot, CompletableFuture<Void> done) {}

  /** Lets the shredder put all slots under the active queue key. */
  private static final Shredding REWRAP = new Shredding(-2, new CompletableFuture<>());

  /** Ends the shredder; whatever was queued before it is still overwritten. */
  private static final Shredding LAST = new Shredding(-1, new CompletableFuture<>());

  /**
   * Opens the keys in {@code file}, or makes them.
   *
   * @param openSlots slots that payments in flight or reversals owed still need; see {@link #lost}
   * @param ring wraps the keys; they follow it when it turns
   * @param onFailure told once, from the shredding thread, when the disk fails
   * @throws IOException where the file cannot be used, with what to do
   */
  public static OneTimeKeys open(
      Path file,
      OneTimeKeySettings settings,
      Set<Integer> openSlots,
      KeyRing ring,
      MeterRegistry metrics,
      Consumer<Throwable> onFailure)
      throws IOException {
    SlotStore store = SlotFile.open(file);
    try {
      OneTimeKeys keys =
          new OneTimeKeys(store, settings, openSlots, ring.queueKeys(), metrics, onFailure);
      ring.follow(keys);
      return keys;
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  OneTimeKeys(
      SlotStore store,
      OneTimeKeySettings settings,
      Set<Integer> openSlots,
      QueueKeys queueKeys,
      MeterRegistry metrics,
      Consumer<Throwable> onFailure)
      throws IOException {
    this.store = store;
    this.queueKeys = queueKeys;
    this.wrap = new SlotWrap(queueKeys);
    this.wrappedBy = queueKeys.active();
    this.shredDelayMillis = settings.shredDelayMillis();
    this.onFailure = onFailure;
    int before = store.slots();
    int slots = Math.max(before, settings.slots());
    keys = new byte[slots * KEY_BYTES];
    states = new AtomicIntegerArray(slots);
    free = new ArrayBlockingQueue<>(slots);
    shreddings = new ArrayBlockingQueue<>(slots + MAX_REWRAPS + 1);
    lost = new TreeSet<>(openSlots);
    lost.removeIf(slot -> slot >= 0 && slot < before);
    forces = metrics.counter("tillgate.card.one.time.keys.forces");
    exhausted = metrics.counter("tillgate.card.one.time.keys.exhausted");
    fill(slots, openSlots);
    if (!lost.isEmpty()) {
      LOG.error("{} one-time keys of open payments are gone", lost.size());
    }
    Gauge.builder("tillgate.card.one.time.keys.free", free, BlockingQueue::size).register(metrics);
    shredder.setDaemon(true);
    shredder.start();
  }

  private void fill(int slots, Set<Integer> openSlots) throws IOException {
    random.nextBytes(keys);
    for (int slot : openSlots) {
      if (lost.contains(slot)) continue;
      Optional<byte[]> key = read(slot);
      if (key.isEmpty()) {
        lost.add(slot);
      } else {
        states.set(slot, TAKEN);
        System.arraycopy(key.get(), 0, keys, slot * KEY_BYTES, KEY_BYTES);
        Arrays.fill(key.get(), (byte) 0);
      }
    }
    store.write(0, wrap.wrap(keys));
    force();
    if (slots > store.slots()) {
      store.resize(slots);
      force();
    }
    for (int slot = 0; slot < slots; slot++) {
      if (states.get(slot) == FREE) free.add(slot);
    }
  }

  /** What an open payment needs; empty where its queue key is gone for ever. */
  private Optional<byte[]> read(int slot) throws IOException {
    byte[] bytes = new byte[SlotWrap.SLOT_BYTES];
    store.read(slot, bytes);
    int id = SlotWrap.keyId(bytes);
    if (queueKeys.isRetired(id)) {
      throw new IOException(
          "an open payment needs queue key %s, which is retired: 'tillgate keys restore' it"
              .formatted(RingFile.idText(id)));
    }
    return wrap.unwrap(bytes);
  }

  private void force() throws IOException {
    store.force();
    forces.increment();
  }

  /** A key that nobody had before; empty where all are in use, or the disk has failed. */
  Optional<OneTimeKey> take() {
    Integer slot = failure == null ? free.poll() : null;
    if (slot == null) {
      exhausted.increment();
      return Optional.empty();
    }
    if (!states.compareAndSet(slot, FREE, TAKEN)) {
      throw new IllegalStateException("slot " + slot + " was not free");
    }
    return Optional.of(copy(slot));
  }

  /** The key of a slot that is taken; empty where it is shredded, lost or never was. */
  Optional<OneTimeKey> keyOf(int slot) {
    if (slot < 0 || slot >= states.length() || states.get(slot) != TAKEN) return Optional.empty();
    return Optional.of(copy(slot));
  }

  private OneTimeKey copy(int slot) {
    int from = slot * KEY_BYTES;
    return new OneTimeKey(slot, Arrays.copyOfRange(keys, from, from + KEY_BYTES));
  }

  /**
   * Overwrites a key. It is gone from memory at once, and from the disk when the result completes;
   * the result fails where the disk does. A slot that is not taken is left alone: its key is gone.
   */
  public CompletableFuture<Void> shred(int slot) {
    if (slot < 0 || slot >= states.length() || !states.compareAndSet(slot, TAKEN, SHREDDING)) {
      return CompletableFuture.completedFuture(null);
    }
    Arrays.fill(keys, slot * KEY_BYTES, (slot + 1) * KEY_BYTES, (byte) 0);
    CompletableFuture<Void> done = new CompletableFuture<>();
    shreddings.add(new Shredding(slot, done));
    if (failure != null) done.completeExceptionally(failure);
    return done;
  }

  private void shredAll() {
    List<Shredding> batch = new ArrayList<>();
    try {
      for (boolean open = true; open; ) {
        batch.add(shreddings.take());
        closing.await(shredDelayMillis, TimeUnit.MILLISECONDS);
        shreddings.drainTo(batch);
        open = !batch.remove(LAST);
        boolean isTurned = batch.removeIf(REWRAP::equals);
        if (!batch.isEmpty()) overwrite(batch);
        if (isTurned) rewrap();
        batch.clear();
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      fail(e, batch);
    }
  }

  /** Slots that lie side by side, as most of one batch do, are written at once. */
  private void overwrite(List<Shredding> batch) throws IOException {
    batch.sort(Comparator.comparingInt(Shredding::slot));
    byte[] next = new byte[batch.size() * KEY_BYTES];
    random.nextBytes(next);
    for (int from = 0, to; from < batch.size(); from = to) {
      int slot = batch.get(from).slot;
      to = from + 1;
      while (to < batch.size() && batch.get(to).slot == slot + to - from) to++;
      byte[] run = Arrays.copyOfRange(next, from * KEY_BYTES, to * KEY_BYTES);
      store.write(slot, wrap.wrap(run));
      Arrays.fill(run, (byte) 0);
    }
    force();
    for (int i = 0; i < batch.size(); i++) {
      int slot = batch.get(i).slot;
      System.arraycopy(next, i * KEY_BYTES, keys, slot * KEY_BYTES, KEY_BYTES);
      states.set(slot, FREE);
      free.add(slot);
      batch.get(i).done.complete(null);
    }
    Arrays.fill(next, (byte) 0);
  }

  @Override
  public void consider(KeyRing next) throws BadKeyRing {
    int id = wrappedBy;
    if (next.queueKeys().key(id).isEmpty()) {
      throw new BadKeyRing(
          "one-time keys are still under queue key %s, which is out of service: restore it, take the ring up, and retire it after that"
              .formatted(RingFile.idText(id)));
    }
  }

  @Override
  public void turned() {
    if (wrappedBy == queueKeys.active()) return;
    if (!shreddings.offer(REWRAP)) LOG.error("the ring turns too often; slots stay as they are");
  }

  /** Each slot names its queue key, so a crash half way leaves nothing that cannot be read. */
  private void rewrap() throws IOException {
    int active = queueKeys.active();
    // Keys that are being shredded are zeros by now; their slots are overwritten once more.
    byte[] all = keys.clone();
    store.write(0, wrap.wrap(all));
    Arrays.fill(all, (byte) 0);
    force();
    wrappedBy = active;
    LOG.info(
        "{} one-time keys are under queue key {} now", states.length(), RingFile.idText(active));
  }

  private void fail(Throwable cause, List<Shredding> batch) {
    failure = cause;
    LOG.error("one-time keys cannot be overwritten; no more are handed out: {}", cause.toString());
    shreddings.drainTo(batch);
    for (Shredding shredding : batch) shredding.done.completeExceptionally(cause);
    onFailure.accept(cause);
  }

  /** Keys that may be taken now. */
  public int free() {
    return free.size();
  }

  /** Open slots whose keys are gone; what they sealed can never be opened. */
  public Set<Integer> lost() {
    return lost;
  }

  /** Why the disk failed; empty while all is well. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Finishes what is being shredded, then lets the file go. */
  @Override
  public void close() throws IOException {
    if (closing.getCount() == 0) return;
    closing.countDown();
    shreddings.add(LAST);
    try {
      shredder.join(CLOSE_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Arrays.fill(keys, (byte) 0);
    store.close();
  }
}
