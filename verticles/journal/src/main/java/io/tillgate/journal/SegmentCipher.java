package io.tillgate.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under one segment's key, which is {@code HMAC-SHA256(data key, label, epoch, salt)}.
 * A nonce is never used twice under a key: README.md says why. Belongs to one thread.
 */
final class SegmentCipher {
  static final int TAG_BYTES = 16;

  /** Nonces of records have a salt that is never 0; the header's tag has all zeros. */
  static final long HEADER_NONCE_SALT = 0;

  private static final byte[] LABEL =
      "tillgate journal segment 1".getBytes(StandardCharsets.US_ASCII);
  private static final int NONCE_BYTES = 12;
  private static final int KEY_LENGTH_BYTES = 2;
  private static final int FIRST_PLAIN_BYTES = 1024;

  /** A buffer that one large append needed is not kept. */
  private static final int MOST_KEPT_BYTES = 256 << 10;

  private final long epoch;
  private final SecretKeySpec key;
  private final Cipher cipher;
  private final ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES);
  private final ByteBuffer header = ByteBuffer.allocate(Long.BYTES * 3 + Integer.BYTES);
  private byte[] plain = new byte[FIRST_PLAIN_BYTES];

  private SegmentCipher(long epoch, SecretKeySpec key, Cipher cipher) {
    this.epoch = epoch;
    this.key = key;
    this.cipher = cipher;
  }

  static SegmentCipher of(DataKey dataKey, long epoch, byte[] salt) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(dataKey.secret(), "HmacSHA256"));
      mac.update(LABEL);
      mac.update(ByteBuffer.allocate(Long.BYTES).putLong(0, epoch));
      byte[] secret = mac.doFinal(salt);
      SecretKeySpec key = new SecretKeySpec(secret, "AES");
      Arrays.fill(secret, (byte) 0);
      return new SegmentCipher(epoch, key, Cipher.getInstance("AES/GCM/NoPadding"));
    } catch (NoSuchAlgorithmException | NoSuchPaddingException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256 and AES/GCM", e);
    }
  }

  static SegmentCipher of(DataKey dataKey, SegmentHeader header) {
    return of(dataKey, header.epoch(), header.salt());
  }

  /** Bytes that {@link #seal} writes for {@code entry}. */
  static int sealedBytes(Entry entry) {
    return KEY_LENGTH_BYTES + entry.bytes() + TAG_BYTES;
  }

  /** Writes {@link #sealedBytes} bytes into {@code out}, beginning at {@code at}. */
  void seal(Place place, Entry entry, byte[] out, int at) {
    int length = KEY_LENGTH_BYTES + entry.bytes();
    if (plain.length < length) plain = new byte[length];
    byte[] entryKey = entry.key();
    plain[0] = (byte) (entryKey.length >> 8);
    plain[1] = (byte) entryKey.length;
    System.arraycopy(entryKey, 0, plain, KEY_LENGTH_BYTES, entryKey.length);
    System.arraycopy(
        entry.payload(), 0, plain, KEY_LENGTH_BYTES + entryKey.length, entry.payload().length);
    try {
      init(Cipher.ENCRYPT_MODE, place);
      cipher.doFinal(plain, 0, length, out, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to encrypt", e);
    }
  }

  /**
   * Reads what {@link #seal} wrote; null where it is not that, under this key, at this place.
   *
   * @param sealed {@code length} bytes, beginning at {@code at}
   */
  Record open(Place place, byte[] sealed, int at, int length) {
    byte[] opened;
    try {
      init(Cipher.DECRYPT_MODE, place);
      opened = cipher.doFinal(sealed, at, length);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to decrypt", e);
    }
    int keyEnd = KEY_LENGTH_BYTES + ((opened[0] & 0xff) << 8 | opened[1] & 0xff);
    return new Record(
        place.offset,
        place.epochMillis,
        place.type,
        Arrays.copyOfRange(opened, KEY_LENGTH_BYTES, keyEnd),
        Arrays.copyOfRange(opened, keyEnd, opened.length));
  }

  /**
   * Seals all of a frame's records at once into {@code out}, beginning at {@code at}.
   *
   * @return bytes written
   */
  int sealAll(Frame frame, Entry[] entries, byte[] out, int at) {
    int length = 0;
    for (Entry entry : entries) length += FrameLayout.INNER_HEAD_BYTES + entry.bytes();
    if (plain.length < length) plain = new byte[Math.max(length, 2 * plain.length)];
    ByteBuffer text = ByteBuffer.wrap(plain);
    for (Entry entry : entries) {
      text.put((byte) entry.type()).putShort((short) entry.key().length);
      text.putInt(entry.payload().length).put(entry.key()).put(entry.payload());
    }
    try {
      init(Cipher.ENCRYPT_MODE, frame);
      return cipher.doFinal(plain, 0, length, out, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to encrypt", e);
    } finally {
      if (plain.length > MOST_KEPT_BYTES) plain = new byte[FIRST_PLAIN_BYTES];
    }
  }

  /**
   * Reads what {@link #sealAll} wrote, and adds its records to {@code records}; false where it is
   * not that, under this key, for this frame.
   */
  boolean openAll(Frame frame, byte[] sealed, int at, int length, Collection<Record> records) {
    try {
      init(Cipher.DECRYPT_MODE, frame);
      return addAll(frame, ByteBuffer.wrap(cipher.doFinal(sealed, at, length)), records);
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to decrypt", e);
    }
  }

  private static boolean addAll(Frame frame, ByteBuffer text, Collection<Record> records) {
    for (int i = 0; i < frame.count(); i++) {
      if (text.remaining() < FrameLayout.INNER_HEAD_BYTES) return false;
      int type = text.get() & 0xff;
      int keyBytes = text.getShort() & 0xffff;
      int payloadBytes = text.getInt();
      if (payloadBytes < 0 || keyBytes + (long) payloadBytes > text.remaining()) return false;
      byte[] entryKey = new byte[keyBytes];
      byte[] payload = new byte[payloadBytes];
      text.get(entryKey).get(payload);
      long offset = frame.firstOffset() + i;
      records.add(new Record(offset, frame.epochMillis(), type, entryKey, payload));
    }
    return true;
  }

  private void init(int mode, Frame frame) throws GeneralSecurityException {
    nonce.clear().putLong(frame.nonceSalt()).putInt(frame.nonceCounter());
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce.array()));
    header.clear().putLong(epoch).putLong(frame.firstOffset()).putLong(frame.epochMillis());
    header.putInt(frame.count()).flip();
    cipher.updateAAD(header);
  }

  /** The tag of a text that is not encrypted: the segment's header. */
  byte[] tag(byte[] text) {
    try {
      nonce.clear().putLong(HEADER_NONCE_SALT).putInt(0);
      cipher.init(
          Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce.array()));
      cipher.updateAAD(text);
      return cipher.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to authenticate", e);
    }
  }

  private void init(int mode, Place place) throws GeneralSecurityException {
    nonce.clear().putLong(place.nonceSalt).putInt(place.nonceCounter);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce.array()));
    header.clear().putLong(epoch).putLong(place.offset).putLong(place.epochMillis);
    header.put((byte) place.type).flip();
    cipher.updateAAD(header);
  }

  /** What is authenticated with a record, and the nonce it is sealed under. */
  record Place(long offset, long epochMillis, int type, long nonceSalt, int nonceCounter) {}
}
