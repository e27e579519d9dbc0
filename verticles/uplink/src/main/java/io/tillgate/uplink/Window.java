package io.tillgate.uplink;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The parcels of one connection that central has not taken yet, in order of their offsets, and what
 * each answer means for them. Bounded: at most {@code size} parcels. Decides only; one context.
 *
 * <p>Several are under way at once and may be seen by central in another order. A parcel that
 * arrives before its predecessor is answered with a gap; it is held until the predecessor is taken,
 * then sent again. Sending twice is harmless.
 */
final class Window {
  /** What to do after an answer. */
  enum Step {
    GO_ON,
    /** Read the journal anew from {@link #readFrom()}; the window is empty. */
    READ_ANEW,
    /** Central contradicts itself; end the connection. */
    END
  }

  private enum Place {
    READY,
    SENT,
    HELD
  }

  private static final class Slot {
    final Parcel parcel;
    Place place = Place.READY;

    Slot(Parcel parcel) {
      this.parcel = parcel;
    }
  }

  private static final int MAX_GAPS_WITHOUT_PROGRESS = 8;

  private final int size;
  private final ArrayDeque<Slot> slots = new ArrayDeque<>();
  private long acknowledged;
  private long readFrom;
  private long bytes;
  private int gaps;

  /**
   * @param next the first offset that central does not have
   */
  Window(int size, long next) {
    this.size = size;
    this.acknowledged = next;
    this.readFrom = next;
  }

  boolean hasRoom() {
    return slots.size() < size;
  }

  boolean isEmpty() {
    return slots.isEmpty();
  }

  int parcels() {
    return slots.size();
  }

  /** Bytes of all bodies that are held. */
  long bytes() {
    return bytes;
  }

  /** The first offset that is not in the window yet. */
  long readFrom() {
    return readFrom;
  }

  /** The first offset that central does not have, as far as it said. */
  long acknowledged() {
    return acknowledged;
  }

  void add(Parcel parcel) {
    if (!hasRoom() || parcel.first() != readFrom) {
      throw new IllegalStateException(parcel + " added where " + readFrom + " was due");
    }
    slots.add(new Slot(parcel));
    bytes += parcel.body().length;
    readFrom = parcel.last() + 1;
  }

  /** The next parcel to send, now under way; null where there is none. */
  Parcel send() {
    for (Slot slot : slots) {
      if (slot.place == Place.READY) {
        slot.place = Place.SENT;
        return slot.parcel;
      }
    }
    return null;
  }

  /** Central has everything below {@code next}. */
  Step taken(Parcel parcel, long next) {
    if (next <= parcel.last()) return Step.END;
    return advance(next);
  }

  private Step advance(long next) {
    if (next <= acknowledged) return Step.GO_ON;
    gaps = 0;
    acknowledged = next;
    while (!slots.isEmpty() && slots.getFirst().parcel.last() < next) drop();
    for (Slot slot : slots) {
      if (slot.place == Place.HELD) slot.place = Place.READY;
    }
    // What an earlier connection left under way may have landed after all.
    return next > readFrom ? readAnew(next) : Step.GO_ON;
  }

  private void drop() {
    bytes -= slots.removeFirst().parcel.body().length;
  }

  /** Central lacks something before {@code parcel}: its first missing offset is {@code next}. */
  Step gap(Parcel parcel, long next) {
    if (next > parcel.last()) return advance(next);
    Slot slot = slotOf(parcel);
    if (slot == null) return Step.GO_ON;
    boolean isFirst = slot == slots.getFirst();
    if (!isFirst && next >= slots.getFirst().parcel.first()) {
      slot.place = Place.HELD;
      return Step.GO_ON;
    }
    if (++gaps > MAX_GAPS_WITHOUT_PROGRESS) return Step.END;
    if (isFirst && next == parcel.first()) {
      slot.place = Place.READY;
      return Step.GO_ON;
    }
    acknowledged = next;
    return readAnew(next);
  }

  private Step readAnew(long next) {
    slots.clear();
    bytes = 0;
    readFrom = next;
    return Step.READ_ANEW;
  }

  /** Central could not take it now; it is due again. */
  void busy(Parcel parcel) {
    Slot slot = slotOf(parcel);
    if (slot != null) slot.place = Place.READY;
  }

  private Slot slotOf(Parcel parcel) {
    for (Iterator<Slot> all = slots.iterator(); all.hasNext(); ) {
      Slot slot = all.next();
      if (slot.parcel == parcel) return slot;
    }
    return null;
  }
}
