package io.tillgate.gateway.cli;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.KeyComponent;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.keys.KeyRole;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings the components of a key together again. */
@Command(
    name = "combine",
    description = {
      "Takes components of a key, which its holders type one after the other without an echo.",
      "Of a token key it makes a new ring in DIR around it; of a key-encryption key it restores the"
          + " file of the ring in DIR; with --check it only says whether they fit the ring."
    })
final class KeysCombine implements Callable<Integer> {
  private static final int MAX_LINE = 400;

  @Spec CommandSpec spec;
  @Mixin KeyPlace place;

  @Option(
      names = "--component",
      paramLabel = "FILE",
      description = "A component from a file instead of the keyboard; once for each.")
  List<Path> files = List.of();

  @Option(names = "--check", description = "Write nothing.")
  boolean check;

  @Override
  public Integer call() {
    List<KeyComponent> components = new ArrayList<>();
    try {
      for (Path file : files) components.add(from(file));
      while (components.isEmpty() || components.size() < components.get(0).threshold()) {
        components.add(typed(components));
      }
      return use(components);
    } finally {
      components.forEach(KeyComponent::close);
    }
  }

  private void tell(List<KeyComponent> components) {
    KeyComponent first = components.get(0);
    spec.commandLine()
        .getOut()
        .printf(
            "%s key, check value %s, from %d components of set %s%n",
            first.role(), first.checkValue(), components.size(), first.set());
  }

  private int use(List<KeyComponent> components) {
    PrintWriter out = spec.commandLine().getOut();
    if (check) {
      boolean fit = place.with((custodian, provider) -> custodian.fit(components));
      tell(components);
      out.println(fit ? "they give the ring's own key" : "they give another key than the ring's");
      out.flush();
      return fit ? 0 : 1;
    }
    if (components.get(0).role() == KeyRole.KEK) {
      place.with(
          (custodian, provider) -> {
            custodian.restoreKek(components);
            return null;
          });
      tell(components);
      out.println("the key-encryption key is back in " + place.kekFile());
      out.flush();
      return 0;
    }
    KeysCommand.refuseIfThere(place);
    try (KeyRing ring = place.with((custodian, provider) -> custodian.initFrom(components))) {
      tell(components);
      KeysCommand.print(out, ring);
    }
    return 0;
  }

  /** The last line of a file that 'split' wrote, or its only one. */
  private static KeyComponent from(Path file) {
    byte[] bytes = {};
    char[] line = {};
    try {
      if (Files.size(file) > MAX_LINE) throw new Refused(file + " is no component");
      bytes = Files.readAllBytes(file);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] <= ' ') end--;
      int begin = end;
      while (begin > 0 && bytes[begin - 1] != '\n') begin--;
      line = new char[end - begin];
      for (int i = 0; i < line.length; i++) line[i] = (char) (bytes[begin + i] & 0xff);
      return KeyComponent.parse(line);
    } catch (IOException e) {
      throw new Refused(file + " cannot be read: " + e, e);
    } catch (BadKeyRing e) {
      throw new Refused(file + ": " + e.getMessage(), e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(line, '\0');
    }
  }

  /** Without a terminal, from a line of the standard input, where a mistake ends all. */
  private KeyComponent typed(List<KeyComponent> before) {
    Console console = System.console();
    while (true) {
      char[] line = console == null ? line(System.in) : asked(console, before);
      try {
        return KeyComponent.parse(line);
      } catch (BadKeyRing e) {
        if (console == null) throw new Refused(e.getMessage(), e);
        console.printf("%s%n", e.getMessage());
      } finally {
        Arrays.fill(line, '\0');
      }
    }
  }

  private static char[] asked(Console console, List<KeyComponent> before) {
    String of = before.isEmpty() ? "" : " of " + before.get(0).threshold();
    char[] line = console.readPassword("Component %d%s (not shown): ", before.size() + 1, of);
    if (line == null) throw new Refused("the input ended before all components were there");
    return line;
  }

  private static char[] line(InputStream in) {
    char[] line = new char[MAX_LINE];
    int length = 0;
    try {
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0 && length == 0) {
          throw new Refused("the input ended before all components were there");
        }
        if (next < 0 || length == MAX_LINE) break;
        line[length++] = (char) next;
      }
      return Arrays.copyOf(line, length);
    } catch (IOException e) {
      throw new Refused("the standard input cannot be read: " + e, e);
    } finally {
      Arrays.fill(line, '\0');
    }
  }
}
