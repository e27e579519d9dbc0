package io.tillgate.gateway.cli;

import io.tillgate.card.keys.KeyComponent;
import io.tillgate.card.keys.KeyRole;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Splits a key among people: each gets a component, and none of them knows the key. */
@Command(
    name = "split",
    description = {
      "Splits a key into components for several people, of whom some must come together.",
      "With --out each component is a file of its own, mode 0600; without it each is shown on the"
          + " terminal, one after the other, to its holder alone."
    })
final class KeysSplit implements Callable<Integer> {
  /** Clears the screen, and what was scrolled off it. */
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

  @Spec CommandSpec spec;
  @Mixin KeyPlace place;

  @Parameters(
      index = "1",
      paramLabel = "token|kek",
      description = "token: the merchant's token key. kek: the key-encryption key, from its file.")
  String role;

  @Option(
      names = "--needed",
      paramLabel = "M",
      defaultValue = "2",
      description = "How many components give the key (default: ${DEFAULT-VALUE}).")
  int needed;

  @Option(
      names = "--of",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many are made, at most 10 (default: ${DEFAULT-VALUE}).")
  int count;

  @Option(names = "--out", paramLabel = "DIR", description = "Where the files go; made if missing.")
  Path out;

  @Override
  public Integer call() {
    KeyRole what = KeysCommand.role(role);
    if (out == null && System.console() == null) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no terminal to show components on: name a directory (--out)");
    }
    List<KeyComponent> components;
    try {
      components = place.with((custodian, provider) -> custodian.split(what, needed, count));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    try {
      for (KeyComponent component : components) {
        if (out == null) {
          show(System.console(), component);
        } else {
          write(component);
        }
      }
    } finally {
      components.forEach(KeyComponent::close);
    }
    PrintWriter told = spec.commandLine().getOut();
    told.printf(
        "%s key, check value %s: %d components of set %s are made, %d of them give it back%n",
        what, components.get(0).checkValue(), count, components.get(0).set(), needed);
    told.flush();
    return 0;
  }

  private static String head(KeyComponent component) {
    return "tillgate %s key, check value %s: component %d of %d, set %s, %d needed"
        .formatted(
            component.role(),
            component.checkValue(),
            component.index(),
            component.count(),
            component.set(),
            component.threshold());
  }

  private static void show(Console console, KeyComponent component) {
    console.printf(
        "Component %d of %d. Only its holder looks at the screen now; press Enter.",
        component.index(), component.count());
    console.readLine();
    byte[] text = component.text();
    console.printf("%n%s%n%n  ", head(component));
    for (byte letter : text) console.printf("%c", (char) letter);
    Arrays.fill(text, (byte) 0);
    console.printf("%n%nWrite it down and keep it locked away; press Enter to clear the screen.");
    console.readLine();
    console.printf(CLEAR);
    console.flush();
  }

  private void write(KeyComponent component) {
    Path file =
        out.resolve(
            "component-%s-%d-of-%d.txt"
                .formatted(component.set(), component.index(), component.count()));
    byte[] text = component.text();
    try {
      if (!Files.isDirectory(out)) Files.createDirectories(out, owned("rwx------"));
      Files.createFile(file, owned("rw-------"));
      Files.write(file, (head(component) + "\n").getBytes(StandardCharsets.US_ASCII));
      Files.write(file, text, StandardOpenOption.APPEND);
      Files.write(file, new byte[] {'\n'}, StandardOpenOption.APPEND, StandardOpenOption.SYNC);
    } catch (IOException e) {
      throw new Refused(file + " cannot be written: " + e, e);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
    spec.commandLine().getOut().println(file);
  }

  private static FileAttribute<Set<PosixFilePermission>> owned(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }
}
