package io.tillgate.gateway.log;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a process tells of itself.
 *
 * @param format default {@link Format#JSON}
 * @param level the least severe lines of our own that are written; default {@link Level#INFO}
 * @param file to append to; null, the default, is standard output
 */
public record LogSettings(Format format, Level level, Path file) {
  /** How a line looks. */
  public enum Format {
    JSON,
    TEXT
  }

  /** Severities, the gravest first. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  public static LogSettings of(JsonObject section) {
    String file = section.getString("file");
    return new LogSettings(
        Format.valueOf(section.getString("format", "json").toUpperCase(Locale.ROOT)),
        Level.valueOf(section.getString("level", "info").toUpperCase(Locale.ROOT)),
        file == null ? null : Path.of(file));
  }

  public LogSettings with(Format other) {
    return new LogSettings(other, level, file);
  }
}
