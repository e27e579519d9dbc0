package io.tillgate.gateway.cli;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.DataUnderKeys;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.keys.KeyRing.Key;
import io.tillgate.card.keys.KeyRole;
import io.tillgate.card.keys.KeyUses;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What people do to the key ring of an edge. Never prints a key, takes none as an argument. */
@Command(
    name = "keys",
    description = {
      "The key ring of an edge. Keys are never printed; nothing secret is an argument.",
      "A running edge takes up what was changed at SIGHUP: systemctl reload tillgate-edge."
    },
    subcommands = {KeysSplit.class, KeysCombine.class})
public final class KeysCommand implements Runnable {
  private static final String TELL_THE_EDGE =
      "A running edge goes on with the keys it has until it is told: systemctl reload tillgate-edge"
          + " (SIGHUP).";

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: init, show, rotate, retire, restore, destroy, split or combine");
  }

  @Command(
      name = "init",
      description = {
        "Makes a key ring in DIR, with new keys. Overwrites nothing.",
        "All stores of one merchant must share one token key, or a card is another one in each:"
            + " make the first ring without --token-key-from and the others with it, or with the"
            + " components of that key ('tillgate keys combine')."
      })
  void init(
      @Mixin KeyPlace place,
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
    try (KeyRing shared = merchant == null ? null : open(ringDirectory(merchant), merchantKek)) {
      refuseIfThere(place);
      try (KeyRing ring = place.with((custodian, provider) -> custodian.init(shared))) {
        print(ring);
      }
    } catch (BadKeyRing e) {
      throw new Refused(e.getMessage(), e);
    }
  }

  /** A key-encryption key that is there already belongs to another ring. */
  static void refuseIfThere(KeyPlace place) {
    if (!place.isModule() && Files.exists(place.kekFile())) {
      throw new Refused(
          place.kekFile()
              + " exists and is left as it is: name another place, or move it away first");
    }
  }

  @Command(name = "show", description = "Opens the key ring in DIR and lists its keys.")
  void show(@Mixin KeyPlace place) {
    try (KeyRing ring =
        place.with((custodian, provider) -> KeyRing.open(place.directory, provider))) {
      print(ring);
    }
  }

  @Command(
      name = "rotate",
      description = {
        "Makes a new key of a role; the one before only decrypts from then on.",
        "The token key does not rotate, since every card would have another token; the"
            + " key-encryption key that wraps it does."
      })
  void rotate(
      @Mixin KeyPlace place,
      @Parameters(
              index = "1",
              paramLabel = "kek|journal|queue",
              description =
                  "kek wraps the ring; journal encrypts the journal; queue wraps the one-time keys.")
          String role) {
    Key made = place.with((custodian, provider) -> custodian.rotate(role(role)));
    say("%s key %s, check value %s, is the active one", made);
    spec.commandLine().getOut().println(TELL_THE_EDGE);
    spec.commandLine().getOut().flush();
  }

  @Command(
      name = "retire",
      description =
          "Takes a key that only decrypts out of service; refused while data are under it.")
  void retire(
      @Mixin KeyPlace place,
      @Parameters(index = "1", paramLabel = "ID", description = "The key, as 'show' names it.")
          String id,
      @Mixin DataPlace data) {
    KeyUses uses = data.uses(spec, place);
    say(
        "%s key %s, check value %s, is retired; restore brings it back, destroy ends it",
        place.with((custodian, provider) -> custodian.retire(id(id), uses)));
  }

  @Command(
      name = "restore",
      description = "Puts a retired key back into service; it decrypts only.")
  void restore(
      @Mixin KeyPlace place,
      @Parameters(index = "1", paramLabel = "ID", description = "The key, as 'show' names it.")
          String id) {
    say(
        "%s key %s, check value %s, decrypts again",
        place.with((custodian, provider) -> custodian.restore(id(id))));
  }

  @Command(
      name = "destroy",
      description = {
        "Takes away the bytes of a retired key for ever, and what only it opens with them.",
        "Backups of the ring keep them until they are destroyed too."
      })
  void destroy(
      @Mixin KeyPlace place,
      @Parameters(index = "1", paramLabel = "ID", description = "The key, as 'show' names it.")
          String id,
      @Option(
              names = "--check-value",
              required = true,
              paramLabel = "XXXXXX",
              description = "Its check value, so that no other key is meant.")
          String checkValue,
      @Mixin DataPlace data) {
    KeyUses uses = data.uses(spec, place);
    say(
        "%s key %s, check value %s, is destroyed",
        place.with((custodian, provider) -> custodian.destroy(id(id), checkValue, uses)));
  }

  /** Which data may be under a key. */
  static final class DataPlace {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "The edge's data directory, which is searched for data under the key (default: the"
                + " directory above the ring's, where it holds a journal).")
    Path directory;

    @Option(names = "--no-data", description = "This box has no data yet, or never again.")
    boolean none;

    KeyUses uses(CommandSpec spec, KeyPlace place) {
      if (none) return KeyUses.NONE;
      Path above = place.directory.toAbsolutePath().getParent();
      Path data = directory != null ? directory : above;
      if (data == null || !Files.isDirectory(data.resolve("journal"))) {
        throw new ParameterException(
            spec.commandLine(),
            "say where the edge's data are, so that no key is taken that they need: --data DIR, or"
                + " --no-data");
      }
      return new DataUnderKeys(data);
    }
  }

  static KeyRole role(String word) {
    for (KeyRole role : KeyRole.values()) {
      if (role.name().equals(word.toUpperCase(Locale.ROOT))) return role;
    }
    throw new Refused("no role is called '" + word + "': kek, token, journal or queue");
  }

  private static int id(String text) {
    try {
      return Integer.parseUnsignedInt(text, 16);
    } catch (NumberFormatException e) {
      throw new Refused(
          "'" + text + "' is no key's id, which has eight hexadecimal digits: see 'keys show'", e);
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

  private void say(String text, Key key) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text.formatted(key.role(), key.idText(), key.checkValue()));
    out.flush();
  }

  private void print(KeyRing ring) {
    print(spec.commandLine().getOut(), ring);
  }

  static void print(PrintWriter out, KeyRing ring) {
    out.printf(
        "%s, generation %d, wrapped by %s%n", ring.file(), ring.generation(), ring.wrappedBy());
    out.printf("%-10s%-10s%-14s%-22s%s%n", "id", "role", "state", "created", "check value");
    for (Key key : ring.keys()) {
      out.printf(
          "%-10s%-10s%-14s%-22s%s%n",
          key.idText(), key.role(), key.state(), key.created(), key.checkValue());
    }
    out.flush();
  }
}
