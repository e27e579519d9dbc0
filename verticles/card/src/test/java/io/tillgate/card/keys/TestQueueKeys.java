package io.tillgate.card.keys;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Queue keys of which each is its id, 32 times. */
final class TestQueueKeys implements QueueKeys {
  final Set<Integer> inService = new HashSet<>(Set.of(1));
  final Set<Integer> retired = new HashSet<>();
  private volatile int active = 1;

  void turnTo(int id) {
    inService.add(id);
    active = id;
  }

  @Override
  public int active() {
    return active;
  }

  @Override
  public Optional<byte[]> key(int id) {
    if (!inService.contains(id)) return Optional.empty();
    byte[] key = new byte[32];
    java.util.Arrays.fill(key, (byte) id);
    return Optional.of(key);
  }

  @Override
  public boolean isRetired(int id) {
    return retired.contains(id);
  }

  /** The one-time key that lies at {@code slot} of a whole file. */
  byte[] keyIn(byte[] disk, int slot) {
    int from = 4096 + SlotWrap.SLOT_BYTES * slot;
    return keyOf(java.util.Arrays.copyOfRange(disk, from, from + SlotWrap.SLOT_BYTES));
  }

  byte[] keyOf(byte[] slot) {
    return new SlotWrap(this).unwrap(slot).orElseThrow();
  }
}
