package io.tillgate.card.keys;

import java.io.Closeable;
import java.io.IOException;

/** Where the slots of one-time keys live; what is written is durable after {@link #force}. */
interface SlotStore extends Closeable {
  int slots();

  void read(int slot, byte[] key) throws IOException;

  /**
   * Writes the keys of {@code slot} and of those that follow, one after the other. Slots from
   * {@link #slots} upwards may be written before {@link #resize} makes them count.
   */
  void write(int slot, byte[] keys) throws IOException;

  void resize(int slots) throws IOException;

  void force() throws IOException;
}
