package io.tillgate.gateway.cli;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.KeyProvider;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.keys.KeySettings;
import io.tillgate.card.keys.Pkcs11Settings;
import io.tillgate.journal.DataKey;
import io.tillgate.journal.DataKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a command takes the journal's data key from. */
final class JournalKey {
  private static final int MAX_FILE_BYTES = 200;

  @Option(names = "--keys", paramLabel = "DIR", description = "The edge's key ring.")
  Path keys;

  @Option(
      names = "--kek",
      paramLabel = "FILE",
      description =
          "The ring's key-encryption key (default: " + KeyRing.KEK_FILE + " in the ring).")
  Path kek;

  @Option(
      names = "--pkcs11",
      paramLabel = "LIBRARY",
      description = "The security module that holds the ring's key-encryption key.")
  Path library;

  @Option(names = "--slot", paramLabel = "ID", description = "Id of its slot.")
  Long slot;

  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      description =
          "File of mode 0600 with its PIN (default: TILLGATE_PKCS11_PIN in the environment).")
  Path pinFile;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "Instead of a ring: a file with the data key in 64 hexadecimal digits.")
  Path keyFile;

  /** The key, overwritten at the end. */
  record Opened(DataKeys keys) implements AutoCloseable {
    @Override
    public void close() {
      keys.destroy();
    }
  }

  Opened open(CommandSpec spec) {
    if ((keys == null) == (keyFile == null)) {
      throw new ParameterException(
          spec.commandLine(), "the journal is encrypted: name its key ring with --keys DIR");
    }
    if ((library == null) != (slot == null)) {
      throw new ParameterException(spec.commandLine(), "--pkcs11 and --slot go together");
    }
    return new Opened(keys == null ? fromFile() : fromRing());
  }

  private DataKeys fromRing() {
    Pkcs11Settings module = library == null ? null : new Pkcs11Settings(library, slot, pinFile);
    Path kekFile = kek == null ? keys.resolve(KeyRing.KEK_FILE) : kek;
    try (KeyProvider provider = new KeySettings(keys, kekFile, module).provider();
        KeyRing ring = KeyRing.open(keys, provider)) {
      return ring.dataKeys();
    } catch (BadKeyRing e) {
      throw new Refused(e.getMessage(), e);
    }
  }

  private DataKeys fromFile() {
    try {
      if (Files.size(keyFile) <= MAX_FILE_BYTES) {
        byte[] secret = HexFormat.of().parseHex(Files.readString(keyFile).strip());
        if (secret.length == DataKey.BYTES) return DataKeys.of(DataKey.of(secret));
      }
    } catch (IOException e) {
      throw new Refused(keyFile + " cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      // Not hexadecimal; the message must not show what is.
    }
    throw new Refused(keyFile + " does not hold 64 hexadecimal digits and nothing else");
  }
}
