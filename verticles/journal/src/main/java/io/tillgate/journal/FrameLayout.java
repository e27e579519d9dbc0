package io.tillgate.journal;

/** How the records of a frame are sealed; the frame's magic tells. Layouts in README.md. */
enum FrameLayout {
  /** Each record by itself, as segments of version 1 have it. */
  RECORD_BY_RECORD(0x54474a46),

  /** All records of the frame at once: one pass of the cipher, whatever their number. */
  WHOLE(0x54474a47);

  /** Type and length before each sealed record. */
  static final int RECORD_HEAD_BYTES = 1 + Integer.BYTES;

  /** Type, length of key and length of payload before each record within what is sealed. */
  static final int INNER_HEAD_BYTES = 1 + Short.BYTES + Integer.BYTES;

  final int magic;

  FrameLayout(int magic) {
    this.magic = magic;
  }

  /** Null where {@code magic} begins no frame. */
  static FrameLayout of(int magic) {
    if (magic == WHOLE.magic) return WHOLE;
    return magic == RECORD_BY_RECORD.magic ? RECORD_BY_RECORD : null;
  }

  /** Bytes of the frame that holds {@code entries}. */
  long bytesOf(Entry[] entries) {
    long bytes = Frame.HEAD_BYTES + 1;
    switch (this) {
      case RECORD_BY_RECORD -> {
        for (Entry entry : entries) bytes += RECORD_HEAD_BYTES + SegmentCipher.sealedBytes(entry);
      }
      case WHOLE -> {
        if (entries.length > 0) bytes += Integer.BYTES + SegmentCipher.TAG_BYTES;
        for (Entry entry : entries) bytes += INNER_HEAD_BYTES + entry.bytes();
      }
    }
    return Frame.aligned(bytes);
  }

  /** Nonces that a frame of {@code records} takes. */
  int nonces(int records) {
    return this == WHOLE ? Math.min(1, records) : records;
  }
}
