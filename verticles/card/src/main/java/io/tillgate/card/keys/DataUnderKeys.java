package io.tillgate.card.keys;

import io.tillgate.journal.Inspection;
import io.tillgate.journal.JournalRefusal;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What an edge's data directory holds under the keys of its ring: segments of the journal and slots
 * of one-time keys name theirs. Reads without locks, so the edge may run.
 */
public final class DataUnderKeys implements KeyUses {
  private final Path journal;
  private final Path slots;

  public DataUnderKeys(Path dataDirectory) {
    this.journal = dataDirectory.resolve("journal");
    this.slots = dataDirectory.resolve("card").resolve("one-time.keys");
  }

  @Override
  public String of(KeyRing.Key key) throws BadKeyRing {
    try {
      return switch (key.role()) {
        case JOURNAL -> segments(key);
        case QUEUE -> slots(key);
        case TOKEN, KEK -> "";
      };
    } catch (IOException | JournalRefusal e) {
      throw new BadKeyRing("what needs the key cannot be found out: " + e.getMessage(), e);
    }
  }

  private String segments(KeyRing.Key key) throws IOException, JournalRefusal {
    int count = Inspection.segmentsByKey(journal).getOrDefault(key.idText(), 0);
    return count == 0
        ? ""
        : "%d files of the journal in %s are under it; they go once central has them and they are journal.minAgeDays old"
            .formatted(count, journal);
  }

  private String slots(KeyRing.Key key) throws IOException {
    int count = SlotFile.slotsByKey(slots).getOrDefault(key.id(), 0);
    return count == 0
        ? ""
        : "%d one-time keys in %s are under it; let the edge take up the ring (SIGHUP), which puts them under the active key"
            .formatted(count, slots);
  }
}
