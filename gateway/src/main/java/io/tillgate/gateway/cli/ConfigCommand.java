package io.tillgate.gateway.cli;

import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.config.EffectiveSettings;
import io.tillgate.gateway.config.Finding;
import io.tillgate.gateway.config.Role;
import io.tillgate.gateway.config.SettingsFile;
import io.tillgate.gateway.role.SettingRules;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tillgate config check} and {@code show}. */
@Command(
    name = "config",
    description = "Checks and shows settings.",
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class})
public final class ConfigCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say 'check' or 'show'");
  }

  /** Which file, and whose. */
  static final class Chosen {
    @Option(
        names = "--role",
        paramLabel = "edge|central",
        description = "Whose settings these are; without it, what the file holds tells.")
    Role role;

    Configuration read(CommandSpec spec, Path file) {
      Role whose = role;
      if (file != null && !Files.isReadable(file)) {
        throw new Refused(file + " is not there or cannot be read: name another settings file");
      }
      if (whose == null && file != null) {
        List<Finding> unreadable = Configuration.unreadable(file);
        if (!unreadable.isEmpty()) throw new Refused(unreadable.get(0).toString());
        whose =
            Configuration.roleOf(file)
                .orElseThrow(
                    () ->
                        new ParameterException(
                            spec.commandLine(),
                            "cannot tell whose settings %s holds: say --role edge or --role central"
                                .formatted(file)));
      }
      if (whose == null) whose = Role.EDGE;
      Path found = file == null ? SettingsFile.find(whose) : file;
      return Configuration.read(whose, found, System.getenv());
    }
  }

  /** Prints every mistake as {@code FILE:LINE: setting: reason}. */
  @Command(
      name = "check",
      description = {
        "Checks a settings file, and the environment over it, as a start would; that the certificates,"
            + " keys and dialects it names are there; and the dialect files in acquirer/ beside it.",
        "Or checks one dialect file, for example conf/acquirer/iso87-ascii.yaml.",
        "Prints a line for each mistake: FILE:LINE: setting: what is wrong and what to do."
      })
  static final class Check implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin Chosen chosen;

    @Parameters(paramLabel = "FILE", description = "The settings file, for example conf/edge.yaml.")
    Path file;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      if (chosen.role == null && SettingRules.isDialect(file)) return dialect(out);
      Configuration configuration = chosen.read(spec, file);
      List<Finding> findings = new ArrayList<>(SettingRules.files(configuration));
      SettingRules.findings(configuration).stream()
          .filter(finding -> findings.stream().noneMatch(finding::isOfTheSame))
          .forEach(findings::add);
      findings.addAll(SettingRules.dialects(configuration));
      findings.stream().distinct().forEach(out::println);
      if (findings.isEmpty()) {
        SettingRules.doubts(configuration)
            .forEach(doubt -> out.println(doubt.withReason("warning: " + doubt.reason())));
        out.println("%s: good settings for %s".formatted(file, configuration.role().word()));
      }
      out.flush();
      return findings.isEmpty() ? 0 : Answers.BAD_NEWS;
    }

    private int dialect(PrintWriter out) {
      List<Finding> findings = SettingRules.dialect(file);
      findings.forEach(out::println);
      if (findings.isEmpty()) out.println("%s: a good dialect".formatted(file));
      out.flush();
      return findings.isEmpty() ? 0 : Answers.BAD_NEWS;
    }
  }

  /** Prints what a process would run with. */
  @Command(
      name = "show",
      description = {
        "Prints the settings that a start would use: the file, the environment over it, defaults under both.",
        "Says where each came from; secrets are masked. Settings without a value stand as comments."
      })
  static final class Show implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin Chosen chosen;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The settings file; without it, the one that a start would find.")
    Path file;

    @Override
    public Integer call() {
      Configuration configuration = chosen.read(spec, file);
      if (!configuration.findings().isEmpty()) {
        PrintWriter err = spec.commandLine().getErr();
        configuration.findings().forEach(err::println);
        err.flush();
        return Answers.BAD_NEWS;
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(EffectiveSettings.text(configuration));
      out.flush();
      return 0;
    }
  }
}
