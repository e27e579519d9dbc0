package io.tillgate.gateway.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a role's settings are when no {@code --config} says so. */
public final class SettingsFile {
  /** The launcher sets it to the directory that holds {@code conf}. */
  private static final String HOME = "tillgate.home";

  private SettingsFile() {}

  /**
   * {@code conf/<role>.yaml} of the program's own directory, else {@code
   * /etc/tillgate/<role>.yaml}. Where neither exists it is the second, whose absence {@link
   * Configuration} then reports.
   */
  public static Path find(Role role) {
    String name = role.word() + ".yaml";
    Path own = Path.of(System.getProperty(HOME, "."), "conf", name);
    Path installed = Path.of("/etc/tillgate", name);
    for (Path candidate : List.of(own, installed)) {
      if (Files.isRegularFile(candidate)) return candidate;
    }
    return installed;
  }
}
