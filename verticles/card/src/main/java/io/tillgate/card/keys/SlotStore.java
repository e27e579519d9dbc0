package io.tillgate.card.keys;

import java.io.Closeable;
import java.io.IOException;

/**
 * Where the slots of one-time keys live, of {@link SlotWrap#SLOT_BYTES} each; what is written is
 * durable after {@link #force}.
 */
interface SlotStore extends Closeable {
  int slots();

  void read(int slot, byte[] bytes) throws IOException;

  /**
   * Writes the bytes of {@code slot} and of those that follow, one after the other. Slots from
   * {@link #slots} upwards may be written before {@link #resize} makes them count.
   */
  void write(int slot, byte[] bytes) throws IOException;

  void resize(int slots) throws IOException;

  void force() throws IOException;
}
