package io.tillgate.gateway.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * How every command ends when it does not end well: one line on standard error that says what to
 * do, and an exit code.
 */
public final class Answers {
  /** The answer is bad news, or the thing could not be done. */
  public static final int BAD_NEWS = 1;

  /** The command was used wrongly. */
  public static final int USAGE = 2;

  private Answers() {}

  /** Says what is wrong with the arguments, and where to read more. */
  public static int usedWrongly(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter out = command.getErr();
    out.println(command.getCommandSpec().qualifiedName() + ": " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, out);
    out.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    out.flush();
    return USAGE;
  }

  /** Says what was refused; anything but a {@link Refused} is a bug and shows its trace. */
  public static int couldNotBeDone(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter out = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    if (e instanceof Refused) {
      out.println(name + ": " + e.getMessage());
    } else {
      out.println(name + ": this is a bug; please report it with the lines below");
      e.printStackTrace(out);
    }
    out.flush();
    return BAD_NEWS;
  }
}
