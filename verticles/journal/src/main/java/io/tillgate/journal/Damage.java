package io.tillgate.journal;

/**
 * Records that are on the disk and cannot be read. Nothing is deleted; the file keeps what it has.
 *
 * @param file name of the segment file
 * @param position first damaged byte in the file
 * @param firstOffset first lost offset
 * @param records how many offsets are lost, at most; may be 0 where only the marks between records
 *     are damaged
 * @param reason in a few words
 */
public record Damage(String file, long position, long firstOffset, long records, String reason) {
  @Override
  public String toString() {
    String lost = records == 0 ? "no record" : "offsets " + firstOffset + "-" + lastOffset();
    return file + " at byte " + position + ": " + lost + ", " + reason;
  }

  private long lastOffset() {
    return firstOffset + records - 1;
  }
}
