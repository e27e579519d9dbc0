package io.tillgate.gateway;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. Exit codes: 0 done, 1 the answer is bad news, 2 the command was used wrongly.
 */
@Command(
    name = "tillgate",
    mixinStandardHelpOptions = true,
    version = "tillgate 0.1.0",
    description =
        "The gateway between a shop's tills, its card terminals and the rest of the world.",
    subcommands = {})
public final class Tillgate implements Runnable {
  @Spec CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Tillgate()).execute(arguments));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command, for example: tillgate demo");
  }
}
