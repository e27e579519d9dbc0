package io.tillgate.card.keys;

import java.io.Closeable;
import java.io.IOException;

/** Where the slots of one-time keys live; what is written is durable after {@link #force}. */
interface SlotStore extends Closeable {
  int slots();

  void read(int slot, byte[] key) throws IOException;

  /** Slots from {@link #slots} upwards may be written before {@link #resize} makes them count. */
  void write(int slot, byte[] key) throws IOException;

  void resize(int slots) throws IOException;

  void force() throws IOException;
}
