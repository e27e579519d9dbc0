package io.tillgate.card.keys;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One person's part of a key that several must bring together (split knowledge and dual control:
 * PCI DSS 4.0.1, 3.7.6). On paper it is 76 letters and digits in groups of four, with a check of
 * its own, so that a slip of the pen is found at once.
 *
 * @param role {@link KeyRole#KEK} or {@link KeyRole#TOKEN}
 * @param threshold how many components give the key
 * @param count how many there are
 * @param index this one's number, from 1
 * @param set six hexadecimal digits that all components of one split share
 * @param checkValue of the key
 */
public record KeyComponent(
    KeyRole role, int threshold, int count, int index, String set, String checkValue, byte[] share)
    implements AutoCloseable {
  public static final int MAX_COUNT = 10;

  private static final byte VERSION = 1;
  private static final int MARK_BYTES = 3;
  private static final int CHECK_BYTES = 4;
  private static final int BYTES = 5 + 2 * MARK_BYTES + KeyRing.KEY_BYTES + CHECK_BYTES;

  /** Crockford's 32: none that is taken for another one when read aloud. */
  private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final int GROUP = 4;
  private static final int MAX_TEXT = 200;

  /**
   * Splits a key.
   *
   * @param key left as it is
   * @throws IllegalArgumentException unless 2 ≤ threshold ≤ count ≤ {@link #MAX_COUNT}
   */
  static List<KeyComponent> split(KeyRole role, byte[] key, int threshold, int count) {
    if (threshold < 2 || threshold > count || count > MAX_COUNT) {
      throw new IllegalArgumentException(
          "%d of %d components: at least 2 must be needed, and at most %d made"
              .formatted(threshold, count, MAX_COUNT));
    }
    SecureRandom random = new SecureRandom();
    byte[] mark = new byte[MARK_BYTES];
    random.nextBytes(mark);
    String set = HexFormat.of().withUpperCase().formatHex(mark);
    byte[][] shares = Shamir.split(key, threshold, count, random);
    List<KeyComponent> components = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      components.add(
          new KeyComponent(role, threshold, count, i + 1, set, CheckValue.of(key), shares[i]));
    }
    return components;
  }

  /**
   * The key of which these are components; the caller zeroes it.
   *
   * @throws BadKeyRing where they are too few, doubled, of different splits, or give another key
   */
  static byte[] combine(List<KeyComponent> components) throws BadKeyRing {
    if (components.isEmpty()) throw new BadKeyRing("no component was given");
    KeyComponent first = components.get(0);
    for (KeyComponent each : components) {
      if (!each.isOfTheSplitOf(first)) {
        throw new BadKeyRing(
            "component %d of set %s and component %d of set %s come from different splits: bring those of one"
                .formatted(first.index, first.set, each.index, each.set));
      }
    }
    int[] xs = components.stream().mapToInt(KeyComponent::index).toArray();
    if (Arrays.stream(xs).distinct().count() < xs.length) {
      throw new BadKeyRing("one component was given twice: each person gives their own");
    }
    if (xs.length < first.threshold) {
      throw new BadKeyRing(
          "%d components were given, %d are needed".formatted(xs.length, first.threshold));
    }
    byte[] key =
        Shamir.combine(xs, components.stream().map(KeyComponent::share).toArray(byte[][]::new));
    if (!CheckValue.of(key).equals(first.checkValue)) {
      Arrays.fill(key, (byte) 0);
      throw new BadKeyRing(
          "the components do not give the key with check value %s: one of them was changed"
              .formatted(first.checkValue));
    }
    return key;
  }

  private boolean isOfTheSplitOf(KeyComponent other) {
    return role == other.role
        && set.equals(other.set)
        && checkValue.equals(other.checkValue)
        && threshold == other.threshold
        && count == other.count;
  }

  /** What its holder keeps; ASCII, the caller zeroes it. */
  public byte[] text() {
    byte[] bytes = encode();
    ByteBuffer text = ByteBuffer.allocate(MAX_TEXT);
    int letters = 0;
    for (int bit = 0; bit < BYTES * Byte.SIZE; bit += 5) {
      if (letters > 0 && letters % GROUP == 0) text.put((byte) '-');
      text.put((byte) LETTERS.charAt(fiveBits(bytes, bit)));
      letters++;
    }
    byte[] exact = Arrays.copyOf(text.array(), text.position());
    Arrays.fill(text.array(), (byte) 0);
    Arrays.fill(bytes, (byte) 0);
    return exact;
  }

  private static int fiveBits(byte[] bytes, int from) {
    int value = 0;
    for (int bit = from; bit < from + 5; bit++) {
      int at = bit / Byte.SIZE;
      int set = at < bytes.length ? bytes[at] >> 7 - bit % Byte.SIZE & 1 : 0;
      value = value << 1 | set;
    }
    return value;
  }

  private byte[] encode() {
    byte[] bytes = new byte[BYTES];
    ByteBuffer.wrap(bytes)
        .put(VERSION)
        .put((byte) role.ordinal())
        .put((byte) threshold)
        .put((byte) count)
        .put((byte) index)
        .put(HexFormat.of().parseHex(set))
        .put(HexFormat.of().parseHex(checkValue))
        .put(share)
        .put(check(bytes));
    return bytes;
  }

  private static byte[] check(byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, BYTES - CHECK_BYTES);
      return Arrays.copyOf(digest.digest(), CHECK_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Reads what {@link #text} wrote and a person typed: case, dashes and blanks do not matter, O is
   * 0, I and L are 1.
   *
   * @param typed left as it is
   * @throws BadKeyRing where something is mistyped; quotes nothing of it
   */
  public static KeyComponent parse(char[] typed) throws BadKeyRing {
    byte[] bytes = new byte[BYTES];
    int bit = 0;
    for (char each : typed) {
      if (each == '-' || each <= ' ') continue;
      int value = LETTERS.indexOf(plain(each));
      if (value < 0 || bit >= BYTES * Byte.SIZE) throw mistyped();
      for (int i = 4; i >= 0; i--, bit++) {
        if ((value >> i & 1) == 0) continue;
        if (bit / Byte.SIZE >= BYTES) throw mistyped();
        bytes[bit / Byte.SIZE] |= (byte) (0x80 >> bit % Byte.SIZE);
      }
    }
    try {
      if (bit < BYTES * Byte.SIZE) throw mistyped();
      return decode(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static char plain(char typed) {
    char upper = Character.toUpperCase(typed);
    return upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper;
  }

  private static KeyComponent decode(byte[] bytes) throws BadKeyRing {
    byte[] check = Arrays.copyOfRange(bytes, BYTES - CHECK_BYTES, BYTES);
    if (!Arrays.equals(check, check(bytes))) throw mistyped();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int version = in.get();
    int role = in.get();
    int threshold = in.get();
    int count = in.get();
    int index = in.get();
    boolean isSound = version == VERSION && role >= 0 && role <= KeyRole.TOKEN.ordinal();
    if (!isSound || threshold < 2 || threshold > count || index < 1 || index > count) {
      throw new BadKeyRing("this is a component of another version: use the program that made it");
    }
    byte[] set = new byte[MARK_BYTES];
    byte[] value = new byte[MARK_BYTES];
    byte[] share = new byte[KeyRing.KEY_BYTES];
    in.get(set).get(value).get(share);
    HexFormat hex = HexFormat.of().withUpperCase();
    return new KeyComponent(
        KeyRole.values()[role],
        threshold,
        count,
        index,
        hex.formatHex(set),
        hex.formatHex(value),
        share);
  }

  private static BadKeyRing mistyped() {
    return new BadKeyRing(
        "the component does not fit its own check: a letter is wrong or missing, type it again");
  }

  /** Zeroes the share. */
  @Override
  public void close() {
    Arrays.fill(share, (byte) 0);
  }

  @Override
  public String toString() {
    return "KeyComponent[%s %d of %d, set %s]".formatted(role, index, count, set);
  }
}
