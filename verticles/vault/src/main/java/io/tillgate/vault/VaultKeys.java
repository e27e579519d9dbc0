package io.tillgate.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The vault's private keys, by id: the newest to which edges seal, and older ones for what they
 * sealed before. Once a key's file is destroyed, no backup gives back what was sealed to it. The
 * key's owner keeps it from everybody else. Thread-safe.
 */
public final class VaultKeys {
  private final Map<String, VaultKey> byId = new HashMap<>();

  private VaultKeys() {}

  /**
   * Reads all keys.
   *
   * @throws IOException where one cannot be used, with what to do
   */
  public static VaultKeys read(List<Path> files) throws IOException {
    VaultKeys keys = new VaultKeys();
    for (Path file : files) {
      VaultKey key = VaultKey.read(file);
      keys.byId.put(key.id(), key);
    }
    return keys;
  }

  /** Makes a key pair in {@code directory}; says in words what was made. */
  public static String make(Path directory) throws IOException {
    VaultKey.Made made = VaultKey.make(directory);
    return "vault key %s%n  %s stays with central%n  %s goes to the edges"
        .formatted(made.id(), made.privateKey(), made.publicKey());
  }

  public Collection<String> ids() {
    return List.copyOf(byId.keySet());
  }

  /** The digits, or null where this vault cannot open it. The caller zeroes them. */
  byte[] open(String keyId, byte[] sealed, String token) {
    VaultKey key = byId.get(keyId);
    return key == null ? null : key.open(sealed, token);
  }
}
