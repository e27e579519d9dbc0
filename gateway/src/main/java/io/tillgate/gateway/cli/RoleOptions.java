package io.tillgate.gateway.cli;

import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.config.Finding;
import io.tillgate.gateway.config.Role;
import io.tillgate.gateway.config.SettingsFile;
import io.tillgate.gateway.log.LogSettings;
import io.tillgate.gateway.role.RoleProcess;
import io.tillgate.gateway.role.SettingRules;
import io.tillgate.gateway.role.StartRefused;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What {@code tillgate edge} and {@code tillgate central} are told on the command line. */
final class RoleOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The settings file. Without it conf/<role>.yaml beside the program, else"
              + " /etc/tillgate/<role>.yaml.")
  private Path file;

  @Option(
      names = "--log",
      paramLabel = "json|text",
      description =
          "How log lines look, whatever the settings say: json for machines, text for people.")
  private LogSettings.Format format;

  /**
   * Reads a role's settings and refuses bad ones with every mistake.
   *
   * @param file null: where they are looked for
   */
  static Configuration sound(Role role, Path file) {
    Path found = file == null ? SettingsFile.find(role) : file;
    Configuration configuration = Configuration.read(role, found, System.getenv());
    List<Finding> findings = SettingRules.findings(configuration);
    if (findings.isEmpty()) return configuration;
    String all =
        findings.stream().map(Finding::toString).collect(Collectors.joining("\n  ", "\n  ", ""));
    throw new Refused("these settings cannot be used:" + all);
  }

  /** Reads the settings, refuses bad ones with every mistake, and runs to the end. */
  int run(Role role, RoleProcess.Start start) {
    Configuration configuration = sound(role, file);
    LogSettings log = LogSettings.of(configuration.section("log"));
    try {
      return RoleProcess.run(configuration, format == null ? log : log.with(format), start);
    } catch (StartRefused e) {
      throw new Refused(e.getMessage(), e);
    }
  }
}
