package io.tillgate.pos;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What tells one event from another: the first 128 bits of SHA-256 over its type and its canonical
 * bytes, which are what the journal holds. Two bodies that differ in white space, in the order of
 * properties or in trailing zeros of a quantity are the same event.
 */
record BodyHash(long high, long low) {

  static BodyHash of(int type, byte[] canonical) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((byte) type);
      ByteBuffer digest = ByteBuffer.wrap(sha256.digest(canonical));
      return new BodyHash(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
