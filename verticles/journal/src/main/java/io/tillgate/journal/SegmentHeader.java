package io.tillgate.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first two blocks of a segment file: the same block twice, so that one may rot. It is written
 * together with the segment's first group, under the same force. Layout in README.md.
 *
 * @param version of the format, 1 or 2
 * @param epoch of the journal
 * @param sequence number of the segment, from 0; also its file name
 * @param baseOffset offset of its first record
 * @param segmentBytes size of the file
 * @param createdMillis when it was begun, which is when the one before it was full
 * @param salt makes the segment's own key out of the data key
 * @param keyId name of the data key
 * @param tag proves the fields above and the key
 */
record SegmentHeader(
    int version,
    long epoch,
    long sequence,
    long baseOffset,
    int segmentBytes,
    long createdMillis,
    byte[] salt,
    String keyId,
    byte[] tag) {
  /** What new segments are. In those of version 1 records are sealed one by one. */
  static final int VERSION = 2;

  static final int BLOCK_BYTES = 4096;
  static final int COPIES = 2;
  static final int BYTES = COPIES * BLOCK_BYTES;
  static final int SALT_BYTES = 32;

  private static final int MAGIC = 0x54474a53;
  private static final int KEY_ID_AT = 80;
  private static final int TAG_AT = KEY_ID_AT + 1 + DataKey.MAX_ID_LENGTH;
  private static final int CRC_AT = BLOCK_BYTES - Integer.BYTES;

  static SegmentHeader make(
      int version,
      DataKey key,
      long epoch,
      long sequence,
      long baseOffset,
      int segmentBytes,
      long createdMillis,
      SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    SegmentHeader untagged =
        new SegmentHeader(
            version,
            epoch,
            sequence,
            baseOffset,
            segmentBytes,
            createdMillis,
            salt,
            key.id(),
            new byte[SegmentCipher.TAG_BYTES]);
    return untagged.withTag(untagged.tagUnder(key));
  }

  private SegmentHeader withTag(byte[] newTag) {
    return new SegmentHeader(
        version, epoch, sequence, baseOffset, segmentBytes, createdMillis, salt, keyId, newTag);
  }

  private byte[] tagUnder(DataKey key) {
    return SegmentCipher.of(key, epoch, salt).tag(Arrays.copyOf(block(), TAG_AT));
  }

  /** Whether {@code key} is the key that this segment was begun with. */
  boolean isUnder(DataKey key) {
    return MessageDigest.isEqual(tag, tagUnder(key));
  }

  /** How frames of this segment are written. */
  FrameLayout layout() {
    return version == 1 ? FrameLayout.RECORD_BY_RECORD : FrameLayout.WHOLE;
  }

  /** One block; the header is {@link #COPIES} of them. */
  byte[] block() {
    byte[] block = new byte[BLOCK_BYTES];
    ByteBuffer out = ByteBuffer.wrap(block);
    out.putInt(MAGIC).putShort((short) version).putShort((short) 0);
    out.putLong(epoch).putLong(sequence).putLong(baseOffset).putLong(segmentBytes);
    out.putLong(createdMillis).put(salt);
    byte[] id = keyId.getBytes(StandardCharsets.US_ASCII);
    out.put((byte) id.length).put(id);
    out.position(TAG_AT).put(tag);
    out.putInt(CRC_AT, crc(block));
    return block;
  }

  /**
   * Empty where the block is not a whole header.
   *
   * @throws JournalRefusal for a whole header of another version
   */
  static Optional<SegmentHeader> read(byte[] block) throws JournalRefusal {
    ByteBuffer in = ByteBuffer.wrap(block);
    if (in.getInt() != MAGIC || in.getInt(CRC_AT) != crc(block)) return Optional.empty();
    int version = in.getShort();
    if (version < 1 || version > VERSION) {
      throw new JournalRefusal(
          "the journal has format version "
              + version
              + ", this program reads versions up to "
              + VERSION
              + "; use the program that wrote it");
    }
    in.getShort();
    long epoch = in.getLong();
    long sequence = in.getLong();
    long baseOffset = in.getLong();
    long segmentBytes = in.getLong();
    long createdMillis = in.getLong();
    byte[] salt = new byte[SALT_BYTES];
    in.get(salt);
    String keyId = new String(block, KEY_ID_AT + 1, in.get(), StandardCharsets.US_ASCII);
    byte[] tag = Arrays.copyOfRange(block, TAG_AT, TAG_AT + SegmentCipher.TAG_BYTES);
    return Optional.of(
        new SegmentHeader(
            version,
            epoch,
            sequence,
            baseOffset,
            Math.toIntExact(segmentBytes),
            createdMillis,
            salt,
            keyId,
            tag));
  }

  private static int crc(byte[] block) {
    CRC32C crc = new CRC32C();
    crc.update(block, 0, CRC_AT);
    return (int) crc.getValue();
  }
}
