package io.tillgate.card.payment;

import io.tillgate.journal.Entry;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Where payments are made durable. Entries of one append are durable together or not at all.
 * Callbacks run on the card context, in the order of the appends. Where the journal fails for good,
 * nothing is called back: what is on the disk is then unknown, and nothing true can be told.
 */
public interface PaymentLog {
  /**
   * Begins something.
   *
   * @param durable given the offset of the first entry
   * @param refused the journal is full; nothing was written
   */
  void begin(Entry[] entries, LongConsumer durable, Consumer<String> refused);

  /** Ends or continues what was begun: tried again where the journal is full for now. */
  void conclude(Entry[] entries, LongConsumer durable);
}
