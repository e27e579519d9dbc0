package io.tillgate.gateway.cli;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.KeyRing;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes and shows the key ring of an edge. Never prints a key. */
@Command(
    name = "keys",
    description = "The key ring of an edge: make one, show one. Keys themselves are never printed.")
public final class KeysCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: tillgate keys init DIR, or tillgate keys show DIR");
  }

  @Command(
      name = "init",
      description = {
        "Makes a key ring in DIR, with new keys. Overwrites nothing.",
        "All stores of one merchant must share one token key, or a card is another one in each:"
            + " make the first ring without --token-key-from and the others with it."
      })
  void init(
      @Parameters(paramLabel = "DIR", description = "The ring's directory; made if missing.")
          Path directory,
      @Option(
              names = "--kek",
              paramLabel = "FILE",
              description =
                  "Where to put the key-encryption key (default: "
                      + KeyRing.KEK_FILE
                      + " in DIR). On another disk, a stolen DIR alone opens nothing.")
          Path kek,
      @Option(
              names = "--token-key-from",
              paramLabel = "DIR|FILE",
              description = "Take the token key of this ring of the same merchant.")
          Path merchant,
      @Option(
              names = "--token-key-kek",
              paramLabel = "FILE",
              description =
                  "That ring's key-encryption key (default: " + KeyRing.KEK_FILE + " beside it).")
          Path merchantKek) {
    if (merchantKek != null && merchant == null) {
      throw new ParameterException(
          spec.commandLine(), "--token-key-kek needs --token-key-from: name the ring it opens");
    }
    Path place = kek == null ? directory.resolve(KeyRing.KEK_FILE) : kek;
    try (KeyRing shared = merchant == null ? null : open(ringDirectory(merchant), merchantKek);
        KeyRing ring = KeyRing.init(directory, place, shared, Clock.systemUTC())) {
      print(ring);
    } catch (BadKeyRing e) {
      throw new Refused(e.getMessage(), e);
    }
  }

  @Command(name = "show", description = "Opens the key ring in DIR and lists its keys.")
  void show(
      @Parameters(paramLabel = "DIR", description = "The ring's directory.") Path directory,
      @Option(
              names = "--kek",
              paramLabel = "FILE",
              description = "The key-encryption key (default: " + KeyRing.KEK_FILE + " in DIR).")
          Path kek) {
    try (KeyRing ring = open(directory, kek)) {
      print(ring);
    } catch (BadKeyRing e) {
      throw new Refused(e.getMessage(), e);
    }
  }

  private static KeyRing open(Path directory, Path kek) throws BadKeyRing {
    return kek == null ? KeyRing.open(directory) : KeyRing.open(directory, kek);
  }

  private static Path ringDirectory(Path ring) {
    if (!Files.isRegularFile(ring)) return ring;
    if (!ring.getFileName().toString().equals(KeyRing.RING_FILE)) {
      throw new Refused(
          ring + " is not a key ring: name its directory or its " + KeyRing.RING_FILE);
    }
    return ring.toAbsolutePath().getParent();
  }

  private void print(KeyRing ring) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s, wrapped by %s%n", ring.file(), ring.wrappedBy());
    out.printf("%-10s%-10s%-14s%-22s%s%n", "id", "role", "state", "created", "check value");
    for (KeyRing.Key key : ring.keys()) {
      out.printf(
          "%-10s%-10s%-14s%-22s%s%n",
          key.idText(), key.role(), key.state(), key.created(), key.checkValue());
    }
    out.flush();
  }
}
