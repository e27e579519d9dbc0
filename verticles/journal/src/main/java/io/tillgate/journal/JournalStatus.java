package io.tillgate.journal;

import java.util.List;

/**
 * How the journal is doing, at one moment.
 *
 * @param reason why it failed; empty while it is open
 * @param epoch see {@link Journal#epoch}
 * @param durableOffset highest offset that is on the disk; -1 when none
 * @param segments files in use, the one being written included
 * @param bytes what those files take
 * @param pendingBytes what waits for the disk now
 * @param damage what was found damaged since the journal was opened, at most {@link
 *     #MAX_LISTED_DAMAGE}
 * @param quarantinedRecords how many records that is, beyond the list too
 * @param freeDiskBytes what the disk has left
 * @param roomForMore false when the next segment cannot be allocated: what is left of this one is
 *     for the end of work in flight, and new work should be refused
 * @param appends appends made durable since the journal was opened
 * @param records records in them
 * @param forces how often the disk was forced for them
 */
public record JournalStatus(
    State state,
    String reason,
    long epoch,
    long firstOffset,
    long nextOffset,
    long durableOffset,
    int segments,
    long bytes,
    long pendingBytes,
    List<Damage> damage,
    long quarantinedRecords,
    long freeDiskBytes,
    boolean roomForMore,
    long appends,
    long records,
    long forces) {
  public static final int MAX_LISTED_DAMAGE = 1_000;

  /** FAILED takes no appends, and can still be read; CLOSED can do neither. */
  public enum State {
    OPEN,
    FAILED,
    CLOSED
  }
}
