package io.tillgate.card.keys;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * Where a box has its keys.
 *
 * @param directory of the ring; default {@code keys} in the data directory
 * @param kekFile of the provider {@code file}; default {@code kek.key} in {@code directory}
 * @param pkcs11 of the provider {@code pkcs11}; null for {@code file}, which is the default
 */
public record KeySettings(Path directory, Path kekFile, Pkcs11Settings pkcs11) {

  /**
   * @throws IllegalArgumentException where settings do not go together, with the reason
   */
  public static KeySettings of(JsonObject section, Path dataDirectory) {
    Path ring = Path.of(section.getString("directory", dataDirectory.resolve("keys").toString()));
    String kek = section.getString("kekFile");
    JsonObject pkcs11 = section.getJsonObject("pkcs11");
    String provider = section.getString("provider", FileKeys.KIND);
    Path kekFile = kek == null ? ring.resolve(KeyRing.KEK_FILE) : Path.of(kek);
    return switch (provider) {
      case FileKeys.KIND -> {
        if (pkcs11 != null) {
          throw new IllegalArgumentException(
              "keys.pkcs11 is for the provider pkcs11: say keys.provider: pkcs11, or leave it out");
        }
        yield new KeySettings(ring, kekFile, null);
      }
      case Pkcs11Keys.KIND -> {
        if (kek != null) {
          throw new IllegalArgumentException(
              "keys.kekFile is for the provider file: leave it out, the module holds the key");
        }
        yield new KeySettings(
            ring, kekFile, Pkcs11Settings.of(pkcs11 == null ? new JsonObject() : pkcs11));
      }
      default ->
          throw new IllegalArgumentException(
              "keys.provider %s is not known: file or pkcs11".formatted(provider));
    };
  }

  /**
   * Blocks while a module is signed on to.
   *
   * @throws BadKeyRing where the module cannot be had
   */
  public KeyProvider provider() throws BadKeyRing {
    return pkcs11 == null ? new FileKeys(kekFile) : Pkcs11Keys.signOn(pkcs11);
  }
}
