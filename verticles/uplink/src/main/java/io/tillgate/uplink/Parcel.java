package io.tillgate.uplink;

/**
 * A batch as it travels.
 *
 * @param first offset of its first record
 * @param last offset of its last record
 * @param body the encoded {@code retail.feed.Batch}, in gzip
 */
record Parcel(long first, long last, byte[] body) {
  long records() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return "offsets " + first + "-" + last;
  }
}
