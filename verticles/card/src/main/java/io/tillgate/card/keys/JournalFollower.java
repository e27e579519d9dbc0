package io.tillgate.card.keys;

import io.tillgate.journal.DataKeys;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalRefusal;

/** Lets a journal follow a ring: its next file is begun under the ring's new key. */
public record JournalFollower(Journal journal) implements RingFollower {

  @Override
  public void consider(KeyRing next) throws BadKeyRing {
    DataKeys keys = next.dataKeys();
    try {
      journal.turnTo(keys);
    } catch (JournalRefusal e) {
      throw new BadKeyRing(e.getMessage(), e);
    } finally {
      keys.destroy();
    }
  }
}
