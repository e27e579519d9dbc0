package io.tillgate.gateway.cli;

import io.tillgate.wire.CardNumberRedactor;
import java.io.PrintWriter;
import java.io.StringWriter;
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
    String reason = CardNumberRedactor.redact(e.getMessage());
    out.println(command.getCommandSpec().qualifiedName() + ": " + reason);
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
      out.println(name + ": " + CardNumberRedactor.redact(e.getMessage()));
    } else {
      out.println(name + ": this is a bug; please report it with the lines below");
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      out.print(CardNumberRedactor.redact(trace.toString()));
    }
    out.flush();
    return BAD_NEWS;
  }
}
