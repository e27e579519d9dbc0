package io.tillgate.gateway.role;

import io.tillgate.card.BadCardSettings;
import io.tillgate.card.CardSettings;
import io.tillgate.card.filter.BadFilterSettings;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.central.CentralSettings;
import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.config.Finding;
import io.tillgate.gateway.config.NamedFiles;
import io.tillgate.gateway.config.Role;
import io.tillgate.wire.BadDialect;
import io.tillgate.wire.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
  /** As many as the schema allows. */
  private static final int MAX_ACQUIRERS = 16;

  private SettingRules() {}

  /** Every mistake; the schema's own first, and alone where there are any. */
  public static List<Finding> findings(Configuration configuration) {
    if (!configuration.findings().isEmpty()) return configuration.findings();
    List<Finding> findings = new ArrayList<>();
    String file = configuration.file().toString();
    try {
      if (configuration.role() == Role.EDGE) {
        CardSettings card = EdgeSettings.of(configuration).card();
        card.readProfiles().values().forEach(StandInLimits::of);
      } else {
        CentralSettings.of(configuration.settings());
      }
    } catch (BadDialect e) {
      e.mistakes().forEach(mistake -> findings.add(finding(configuration, mistake)));
    } catch (BadCardSettings e) {
      e.mistakes().forEach(mistake -> findings.add(finding(configuration, mistake)));
    } catch (BadFilterSettings e) {
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

  private static Finding finding(Configuration configuration, BadFilterSettings.Mistake mistake) {
    String path = "pos.backOffice." + mistake.path();
    return new Finding(configuration.place(path), path, mistake.reason());
  }

  /** What a start would warn of, of settings in which there are no mistakes. */
  public static List<Finding> doubts(Configuration configuration) {
    if (configuration.role() != Role.EDGE) return List.of();
    return EdgeSettings.of(configuration).card().doubts().stream()
        .map(doubt -> finding(configuration, doubt))
        .toList();
  }

  /** Files that settings name and a start would not find: dialects, certificates, keys. */
  public static List<Finding> files(Configuration configuration) {
    return configuration.findings().isEmpty() ? NamedFiles.missing(configuration) : List.of();
  }

  /** Mistakes in the dialect files that lie in {@code acquirer/} beside the settings. */
  public static List<Finding> dialects(Configuration configuration) {
    Path directory = configuration.file().toAbsolutePath().resolveSibling("acquirer");
    if (!Files.isDirectory(directory)) return List.of();
    List<Finding> findings = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        findings.addAll(dialect(file));
      }
    } catch (IOException | UncheckedIOException e) {
      findings.add(new Finding(directory.toString(), "", "cannot be listed: " + e));
    }
    return findings;
  }

  /** Every mistake of one dialect file. */
  public static List<Finding> dialect(Path file) {
    try {
      StandInLimits.of(Dialect.load(file));
      return List.of();
    } catch (BadDialect e) {
      return e.mistakes().stream().map(SettingRules::finding).toList();
    }
  }

  /** Whether a file that is no role's settings says how an acquirer speaks. */
  public static boolean isDialect(Path file) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.startsWith("edition:") || line.startsWith("framing:"));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** A dialect that is not there at all is the mistake of the line that names it. */
  private static Finding finding(Configuration configuration, BadDialect e) {
    Finding own = finding(e);
    if (e.line() > 0) return own;
    List<String> paths = new ArrayList<>(List.of("card.dialect", "card.acquirer.profile"));
    for (int i = 0; i < MAX_ACQUIRERS; i++) paths.add("card.acquirers." + i + ".profile");
    for (String path : paths) {
      if (own.place().equals(configuration.text(path))) {
        String reason = "names %s: %s".formatted(own.place(), own.reason());
        return new Finding(configuration.place(path), path, reason);
      }
    }
    return own;
  }

  /** The exception's message begins with its place. */
  private static Finding finding(BadDialect e) {
    String[] parts = e.getMessage().split(": ", 2);
    return new Finding(parts[0], "", parts.length > 1 ? parts[1] : "is no dialect");
  }
}
