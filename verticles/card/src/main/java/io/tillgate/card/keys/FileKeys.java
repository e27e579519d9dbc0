package io.tillgate.card.keys;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Key-encryption keys in a file of mode 0600, for development and for stores without a security
 * module: {@code tillgate-kek-1}, then a line of base64 for each key of 32 bytes, the newest first.
 * Several lie there between a rotation and the end of the old key.
 */
public final class FileKeys implements KeyProvider {
  static final String KIND = "file";
  static final int KEY_BYTES = 32;

  private static final byte[] HEAD = "tillgate-kek-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_KEYS = 16;
  private static final int MAX_FILE_BYTES = 1_024;

  private final Path file;

  public FileKeys(Path file) {
    this.file = file;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public KeyWrap open(String name) throws BadKeyRing {
    List<byte[]> keys = read();
    try {
      for (byte[] key : keys) {
        if (nameOf(key).equals(name)) return new FileKeyWrap(key.clone());
      }
      throw new BadKeyRing(
          "the ring is wrapped by %s, but the key-encryption key in %s is %s: give the one it was made with"
              .formatted(name, file, nameOf(keys.get(0))));
    } finally {
      forget(keys);
    }
  }

  @Override
  public KeyWrap create() throws BadKeyRing {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    try {
      add(key);
    } catch (BadKeyRing e) {
      Arrays.fill(key, (byte) 0);
      throw e;
    }
    return new FileKeyWrap(key);
  }

  /** Puts {@code key} before the others, or makes the file with it. */
  void add(byte[] key) throws BadKeyRing {
    List<byte[]> keys = Files.exists(file) ? read() : new ArrayList<>();
    if (keys.size() == MAX_KEYS) {
      forget(keys);
      throw new BadKeyRing(
          file + " holds " + MAX_KEYS + " keys: retire and destroy old ones first");
    }
    keys.add(0, key.clone());
    write(keys);
  }

  /** The bytes of a key, for a ceremony; the caller zeroes them. */
  byte[] bytesOf(String name) throws BadKeyRing {
    List<byte[]> keys = read();
    try {
      for (byte[] key : keys) {
        if (nameOf(key).equals(name)) return key.clone();
      }
      throw new BadKeyRing("%s does not hold %s".formatted(file, name));
    } finally {
      forget(keys);
    }
  }

  @Override
  public void destroy(String name) throws BadKeyRing {
    List<byte[]> keys = read();
    List<byte[]> rest = new ArrayList<>();
    for (byte[] key : keys) {
      if (nameOf(key).equals(name)) {
        Arrays.fill(key, (byte) 0);
      } else {
        rest.add(key);
      }
    }
    if (rest.isEmpty()) throw new BadKeyRing(file + " would be left without a key");
    write(rest);
  }

  static String nameOf(byte[] key) {
    return KIND + ":" + CheckValue.of(key);
  }

  private List<byte[]> read() throws BadKeyRing {
    if (!Files.isRegularFile(file)) {
      throw new BadKeyRing(
          "no key-encryption key at "
              + file
              + ": restore it from its backup or its components ('tillgate keys combine'), or name"
              + " its place (keys.kekFile, --kek)");
    }
    byte[] bytes = {};
    try {
      if (PrivateFile.isOpenToOthers(file)) {
        throw new BadKeyRing(
            "others may read the key-encryption key %s (%s): chmod 600 it, and rotate it if anyone did"
                .formatted(file, PrivateFile.mode(file)));
      }
      if (Files.size(file) > MAX_FILE_BYTES) throw damaged();
      bytes = Files.readAllBytes(file);
      return parse(bytes);
    } catch (IOException e) {
      throw new BadKeyRing("cannot read the key-encryption key " + file + ": " + e, e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private List<byte[]> parse(byte[] bytes) throws BadKeyRing {
    if (bytes.length < HEAD.length || !Arrays.equals(HEAD, Arrays.copyOf(bytes, HEAD.length))) {
      throw damaged();
    }
    List<byte[]> keys = new ArrayList<>();
    int from = HEAD.length;
    for (int at = from; at <= bytes.length; at++) {
      if (at < bytes.length && bytes[at] > ' ') continue;
      if (at > from) keys.add(decode(Arrays.copyOfRange(bytes, from, at)));
      from = at + 1;
    }
    if (keys.isEmpty()) throw damaged();
    return keys;
  }

  private byte[] decode(byte[] text) throws BadKeyRing {
    try {
      byte[] key = Base64.getDecoder().decode(text);
      if (key.length != KEY_BYTES) throw damaged();
      return key;
    } catch (IllegalArgumentException e) {
      // The cause would quote a character of the key.
      throw damaged();
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Writes the keys, and zeroes them. */
  private void write(List<byte[]> keys) throws BadKeyRing {
    int bytes = HEAD.length + keys.size() * (Base64.getEncoder().encode(keys.get(0)).length + 1);
    ByteArrayOutputStream out = new ZeroedOutput(bytes);
    out.writeBytes(HEAD);
    for (byte[] key : keys) {
      byte[] text = Base64.getEncoder().encode(key);
      out.writeBytes(text);
      out.write('\n');
      Arrays.fill(text, (byte) 0);
    }
    byte[] whole = out.toByteArray();
    try {
      PrivateFile.createDirectory(file.toAbsolutePath().getParent());
      PrivateFile.replace(file, whole);
    } catch (IOException e) {
      throw new BadKeyRing("cannot write the key-encryption key " + file + ": " + e, e);
    } finally {
      out.reset();
      Arrays.fill(whole, (byte) 0);
      forget(keys);
    }
  }

  /** Never grows, so that what it held is zeroed with it. */
  private static final class ZeroedOutput extends ByteArrayOutputStream {
    ZeroedOutput(int bytes) {
      super(bytes);
    }

    @Override
    public synchronized void reset() {
      Arrays.fill(buf, (byte) 0);
      super.reset();
    }
  }

  private static void forget(List<byte[]> keys) {
    for (byte[] key : keys) Arrays.fill(key, (byte) 0);
  }

  private BadKeyRing damaged() {
    return new BadKeyRing(
        "the key-encryption key %s is damaged or not one: restore it from its backup"
            .formatted(file));
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "FileKeys[" + file + "]";
  }
}
