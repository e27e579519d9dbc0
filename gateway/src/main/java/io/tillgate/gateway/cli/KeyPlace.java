package io.tillgate.gateway.cli;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.KeyCustodian;
import io.tillgate.card.keys.KeyLog;
import io.tillgate.card.keys.KeyProvider;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.keys.KeySettings;
import io.tillgate.card.keys.Pkcs11Settings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Where the ring of a command lies, and the key-encryption key that wraps it. */
final class KeyPlace {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "The ring's directory.")
  Path directory;

  @Option(
      names = "--kek",
      paramLabel = "FILE",
      description =
          "The key-encryption key (default: "
              + KeyRing.KEK_FILE
              + " in DIR). On another disk, a stolen DIR alone opens nothing.")
  Path kek;

  @Option(
      names = "--pkcs11",
      paramLabel = "LIBRARY",
      description = "Instead of a file: the security module that holds the key-encryption key.")
  Path library;

  @Option(names = "--slot", paramLabel = "ID", description = "Id of its slot.")
  Long slot;

  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      description =
          "File of mode 0600 with its PIN (default: TILLGATE_PKCS11_PIN in the environment).")
  Path pinFile;

  /** What a command does with a ring. */
  interface Work<T> {
    T on(KeyCustodian custodian, KeyProvider provider) throws BadKeyRing;
  }

  /** Runs {@code work}, and says what was wrong where it cannot be done. */
  <T> T with(Work<T> work) {
    try (KeyProvider provider = settings().provider()) {
      KeyCustodian custodian =
          new KeyCustodian(directory, provider, Clock.systemUTC(), new KeyLog(directory));
      return work.on(custodian, provider);
    } catch (BadKeyRing e) {
      throw new Refused(e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new Refused(e.getMessage() + ": " + e.getCause().getMessage(), e);
    }
  }

  /** The file of the key-encryption key. */
  Path kekFile() {
    return kek == null ? directory.resolve(KeyRing.KEK_FILE) : kek;
  }

  boolean isModule() {
    return library != null;
  }

  private KeySettings settings() {
    if (library == null && (slot != null || pinFile != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--slot and --pin-file are for a security module: name it (--pkcs11)");
    }
    if (library == null) return new KeySettings(directory, kekFile(), null);
    if (slot == null || kek != null) {
      throw new ParameterException(
          spec.commandLine(), "--pkcs11 needs --slot, and no --kek: the module holds the key");
    }
    return new KeySettings(directory, kekFile(), new Pkcs11Settings(library, slot, pinFile));
  }
}
