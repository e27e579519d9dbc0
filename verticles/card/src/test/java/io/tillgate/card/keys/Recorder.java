package io.tillgate.card.keys;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Slots in memory that count forces, hold them back, and fail when told to. */
final class Recorder implements SlotStore {
  final Map<Integer, byte[]> slots = new HashMap<>();
  volatile int forces;
  volatile String fail;
  private volatile int count;
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile CountDownLatch arrived = new CountDownLatch(0);

  void hold() {
    arrived = new CountDownLatch(1);
    held = new CountDownLatch(1);
  }

  void awaitHeldForce() throws InterruptedException {
    if (!arrived.await(20, TimeUnit.SECONDS)) throw new AssertionError("no force came");
  }

  void release() {
    held.countDown();
  }

  private void failing(String deed) throws IOException {
    if (deed.equals(fail)) throw new IOException("Input/output error in " + deed);
  }

  @Override
  public int slots() {
    return count;
  }

  @Override
  public void read(int slot, byte[] key) {
    System.arraycopy(slots.get(slot), 0, key, 0, key.length);
  }

  @Override
  public void write(int slot, byte[] keys) throws IOException {
    failing("write");
    for (int at = 0; at < keys.length; at += SlotWrap.SLOT_BYTES) {
      byte[] key = Arrays.copyOfRange(keys, at, at + SlotWrap.SLOT_BYTES);
      slots.put(slot + at / SlotWrap.SLOT_BYTES, key);
    }
  }

  @Override
  public void resize(int newCount) throws IOException {
    failing("resize");
    count = newCount;
  }

  @Override
  public void force() throws IOException {
    failing("force");
    arrived.countDown();
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    forces++;
  }

  @Override
  public void close() {}
}
