package io.tillgate.gateway.cli;

import io.tillgate.central.denylist.DenyLists;
import io.tillgate.central.denylist.DenyLists.Listed;
import io.tillgate.wire.CardNumberRedactor;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Cards that stores must not approve offline: put a list into central's database, or show it. */
@Command(
    name = "denylist",
    description =
        "Cards that stores must not approve offline. Works on central's database; edges fetch a new list"
            + " within seconds.")
public final class DenyListCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: tillgate denylist put FILE, or tillgate denylist show");
  }

  @Command(
      name = "put",
      description = {
        "Puts the cards in FILE in place of the list before. An empty list is a list, too.",
        "FILE has a card's token a line, as payments show it; blank lines and lines that begin with"
            + " # are passed over. Never a card number."
      })
  void put(
      @Parameters(paramLabel = "FILE") Path list,
      @Option(
              names = "--by",
              paramLabel = "NAME",
              description = "Who puts it, for those who look later (default: this user).",
              defaultValue = "${sys:user.name}")
          String by,
      @Mixin CentralDatabase central) {
    List<String> tokens = read(list);
    print(central.ask(pool -> new DenyLists(pool).put(tokens, by)));
  }

  @Command(name = "show", description = "Says which list holds. Its cards are not printed.")
  void show(@Mixin CentralDatabase central) {
    Optional<Listed> held = central.ask(pool -> new DenyLists(pool).newest());
    if (held.isPresent()) {
      print(held.get());
    } else {
      spec.commandLine().getOut().println("no deny list was ever put");
    }
  }

  private void print(Listed list) {
    spec.commandLine()
        .getOut()
        .printf(
            "deny list %d: %,d cards, put %s by %s%n",
            list.version(),
            list.cards(),
            list.putAt().toInstant().truncatedTo(ChronoUnit.SECONDS),
            list.putBy());
  }

  private static List<String> read(Path list) {
    List<String> tokens = new ArrayList<>();
    int number = 0;
    try {
      for (String line : Files.readAllLines(list)) {
        number++;
        String token = line.strip();
        if (token.isEmpty() || token.startsWith("#")) continue;
        tokens.add(checked(list, number, token));
      }
    } catch (MalformedInputException e) {
      throw new Refused(list + " is not text: give a file with a token a line", e);
    } catch (IOException e) {
      throw new Refused(list + " cannot be read: " + e.getMessage(), e);
    }
    return tokens;
  }

  private static String checked(Path list, int number, String token) {
    String place = list + ", line " + number;
    if (CardNumberRedactor.redact(token) != token) {
      throw new Refused(
          place + " has a card number: give its token, and remove the number from the file");
    }
    if (token.length() > DenyLists.MAX_TOKEN_CHARACTERS
        || !token.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new Refused(
          place
              + " is no token: 1-"
              + DenyLists.MAX_TOKEN_CHARACTERS
              + " printable characters without blanks");
    }
    return token;
  }
}
