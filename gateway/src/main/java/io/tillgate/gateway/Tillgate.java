package io.tillgate.gateway;

import io.tillgate.gateway.cli.Answers;
import io.tillgate.gateway.cli.AuditCommand;
import io.tillgate.gateway.cli.CasesCommand;
import io.tillgate.gateway.cli.CentralCommand;
import io.tillgate.gateway.cli.ConfigCommand;
import io.tillgate.gateway.cli.DecodeCommand;
import io.tillgate.gateway.cli.DemoCommand;
import io.tillgate.gateway.cli.DenyListCommand;
import io.tillgate.gateway.cli.EdgeCommand;
import io.tillgate.gateway.cli.JournalCommand;
import io.tillgate.gateway.cli.KeysCommand;
import io.tillgate.gateway.cli.SandboxCommand;
import io.tillgate.gateway.cli.ScanCommand;
import io.tillgate.gateway.cli.VaultCommand;
import io.tillgate.gateway.demo.ParentWatch;
import io.tillgate.gateway.manage.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: names the commands; each lives in {@code cli}. */
@Command(
    name = "tillgate",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Tillgate.Told.class,
    description =
        "The gateway between a shop's tills, its card terminals and the rest of the world.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, and the answer is good",
      "1:the answer is bad news, or it could not be done; the last line says why",
      "2:the command was used wrongly"
    },
    subcommands = {
      DemoCommand.class,
      EdgeCommand.class,
      CentralCommand.class,
      ConfigCommand.class,
      KeysCommand.class,
      CasesCommand.class,
      DenyListCommand.class,
      VaultCommand.class,
      AuditCommand.class,
      JournalCommand.class,
      DecodeCommand.class,
      ScanCommand.class,
      SandboxCommand.class,
    })
public final class Tillgate implements Runnable {
  @Spec CommandSpec spec;

  /** What {@code --version} prints. */
  static final class Told implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"tillgate " + Version.text()};
    }
  }

  public static void main(String[] arguments) {
    ParentWatch.startIfChild();
    System.exit(commandLine().execute(arguments));
  }

  /** The whole command line, ready to execute; for {@link #main} and for tests. */
  public static CommandLine commandLine() {
    return new CommandLine(new Tillgate())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Answers::usedWrongly)
        .setExecutionExceptionHandler(Answers::couldNotBeDone);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command, for example: tillgate demo");
  }
}
