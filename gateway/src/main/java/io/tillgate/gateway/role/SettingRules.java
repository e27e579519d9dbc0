package io.tillgate.gateway.role;

import io.tillgate.card.BadCardSettings;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.central.CentralSettings;
import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.config.Finding;
import io.tillgate.gateway.config.Role;
import io.tillgate.wire.BadDialect;
import io.tillgate.wire.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a schema cannot say of settings: those that must go together, which the rooms' own records
 * know, and the dialects that they name.
 */
public final class SettingRules {
  private SettingRules() {}

  /** Every mistake; the schema's own first, and alone where there are any. */
  public static List<Finding> findings(Configuration configuration) {
    if (!configuration.findings().isEmpty()) return configuration.findings();
    List<Finding> findings = new ArrayList<>();
    String file = configuration.file().toString();
    try {
      if (configuration.role() == Role.EDGE) {
        EdgeSettings.of(configuration).card().readProfiles();
      } else {
        CentralSettings.of(configuration.settings());
      }
    } catch (BadDialect e) {
      findings.add(finding(e));
    } catch (BadCardSettings e) {
      e.mistakes().forEach(mistake -> findings.add(finding(configuration, mistake)));
    } catch (IllegalArgumentException e) {
      findings.add(new Finding(file, "", e.getMessage()));
    }
    return findings;
  }

  private static Finding finding(Configuration configuration, BadCardSettings.Mistake mistake) {
    String path = "card." + mistake.path();
    return new Finding(configuration.place(path), path, mistake.reason());
  }

  /** What a start would warn of, of settings in which there are no mistakes. */
  public static List<Finding> doubts(Configuration configuration) {
    if (configuration.role() != Role.EDGE) return List.of();
    return EdgeSettings.of(configuration).card().doubts().stream()
        .map(doubt -> finding(configuration, doubt))
        .toList();
  }

  /** Mistakes in the dialect files that lie in {@code acquirer/} beside the settings. */
  public static List<Finding> dialects(Configuration configuration) {
    Path directory = configuration.file().toAbsolutePath().resolveSibling("acquirer");
    if (!Files.isDirectory(directory)) return List.of();
    List<Finding> findings = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        try {
          StandInLimits.of(Dialect.load(file));
        } catch (BadDialect e) {
          findings.add(finding(e));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      findings.add(new Finding(directory.toString(), "", "cannot be listed: " + e));
    }
    return findings;
  }

  /** The exception's message begins with its place. */
  private static Finding finding(BadDialect e) {
    String[] parts = e.getMessage().split(": ", 2);
    return new Finding(parts[0], "", parts.length > 1 ? parts[1] : "is no dialect");
  }
}
