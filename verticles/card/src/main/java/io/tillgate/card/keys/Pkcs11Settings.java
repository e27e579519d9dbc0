package io.tillgate.card.keys;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * A security module that holds key-encryption keys.
 *
 * @param library its PKCS#11 library
 * @param slot id of the slot whose token holds the keys, as the module's tool lists it
 * @param pinFile holds the user PIN, mode 0600; null where the environment has it
 */
public record Pkcs11Settings(Path library, long slot, Path pinFile) {

  static Pkcs11Settings of(JsonObject section) {
    String library = section.getString("library");
    Long slot = section.getLong("slot");
    if (library == null || slot == null) {
      throw new IllegalArgumentException(
          "keys.pkcs11 needs library and slot: the module's own tool lists slots");
    }
    String pinFile = section.getString("pinFile");
    return new Pkcs11Settings(Path.of(library), slot, pinFile == null ? null : Path.of(pinFile));
  }
}
