package io.tillgate.card.keys;

import io.tillgate.card.keys.RingFile.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ring file, found genuine, and the keys in service out of their wrapping. Its owner sees to it
 * that nobody reads a key that is being zeroed.
 */
final class UnwrappedRing {
  private static final int MAX_RING_BYTES = 1 << 20;

  private final Path file;
  private final RingFile content;
  private final Map<Integer, byte[]> material;
  private final Map<KeyRole, Integer> active;

  private UnwrappedRing(
      Path file, RingFile content, Map<Integer, byte[]> material, Map<KeyRole, Integer> active) {
    this.file = file;
    this.content = content;
    this.material = material;
    this.active = active;
  }

  /** Reads {@code ring.json} and opens it with the key that it names. */
  static UnwrappedRing open(Path file, KeyProvider provider) throws BadKeyRing {
    RingFile content = read(file);
    try (KeyWrap wrap = wrapOf(file, content, provider)) {
      return open(file, content, wrap);
    }
  }

  /** The key-encryption key that the ring names. */
  static KeyWrap wrapOf(Path file, RingFile content, KeyProvider provider) throws BadKeyRing {
    String name = content.wrappedBy();
    if (name.isEmpty()) throw changed(file);
    if (!name.startsWith(provider.kind() + ":")) {
      throw new BadKeyRing(
          "%s is wrapped by %s, and keys.provider is %s: name the provider it was made with, or make a new ring"
              .formatted(file, name, provider.kind()));
    }
    return provider.open(name);
  }

  static RingFile read(Path file) throws BadKeyRing {
    if (!Files.isRegularFile(file)) {
      throw new BadKeyRing(
          "no key ring at %s: make one with 'tillgate keys init %s', or restore it from its backup"
              .formatted(file, file.toAbsolutePath().getParent()));
    }
    try {
      if (PrivateFile.isOpenToOthers(file)) {
        throw new BadKeyRing(
            "others may read or change the key ring %s (%s): chmod 600 it"
                .formatted(file, PrivateFile.mode(file)));
      }
      if (Files.size(file) > MAX_RING_BYTES) {
        throw new BadKeyRing(file + " is larger than a key ring: restore it from its backup");
      }
      return RingFile.decode(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new BadKeyRing("cannot read the key ring " + file + ": " + e, e);
    }
  }

  private static UnwrappedRing open(Path file, RingFile content, KeyWrap wrap) throws BadKeyRing {
    Map<Integer, byte[]> material = new LinkedHashMap<>();
    try {
      content.verify(wrap);
      for (WrappedKey key : content.keys()) {
        if (!key.state().isInService()) continue;
        byte[] bytes = wrap.unwrap(key.wrapped(), key.context());
        if (bytes.length != KeyRing.KEY_BYTES || material.put(key.id(), bytes) != null) {
          throw new GeneralSecurityException("a key of the wrong length, or twice");
        }
      }
      return new UnwrappedRing(file, content, material, active(file, content));
    } catch (KeysOutOfReach e) {
      forget(material);
      throw new BadKeyRing("%s cannot be opened: %s".formatted(file, e.getMessage()), e);
    } catch (GeneralSecurityException e) {
      forget(material);
      throw changed(file);
    } catch (BadKeyRing e) {
      forget(material);
      throw e;
    }
  }

  static BadKeyRing changed(Path file) {
    return new BadKeyRing(
        file + " was changed or damaged after it was written: restore it from its backup");
  }

  private static Map<KeyRole, Integer> active(Path file, RingFile content) throws BadKeyRing {
    Map<KeyRole, Integer> active = new EnumMap<>(KeyRole.class);
    for (WrappedKey key : content.keys()) {
      if (key.state() != KeyState.ACTIVE) continue;
      if (active.put(key.role(), key.id()) != null) {
        throw new BadKeyRing(file + " has two active " + key.role() + " keys: restore its backup");
      }
    }
    for (KeyRole role : KeyRole.values()) {
      if (role != KeyRole.KEK && !active.containsKey(role)) {
        throw new BadKeyRing(
            "%s has no active %s key: restore its backup, or make a new ring with 'tillgate keys init'"
                .formatted(file, role));
      }
    }
    return active;
  }

  Path file() {
    return file;
  }

  RingFile content() {
    return content;
  }

  int active(KeyRole role) {
    return active.get(role);
  }

  /** The key's own bytes, or null where it is not in service. */
  byte[] bytesOf(int id) {
    return material.get(id);
  }

  /** Ids of the keys of {@code role} that read and write nothing more. */
  List<Integer> older(KeyRole role) {
    return content.keys().stream()
        .filter(key -> key.role() == role && key.state() == KeyState.DECRYPT_ONLY)
        .map(WrappedKey::id)
        .toList();
  }

  void forget() {
    forget(material);
  }

  private static void forget(Map<Integer, byte[]> material) {
    for (byte[] key : material.values()) Arrays.fill(key, (byte) 0);
  }
}
