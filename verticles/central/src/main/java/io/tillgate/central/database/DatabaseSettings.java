package io.tillgate.central.database;

import io.tillgate.central.settings.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How central reaches PostgreSQL 13 or newer.
 *
 * @param hosts {@code host:port}, tried in order until one accepts writes; default 127.0.0.1:5432
 * @param name the database; default {@code tillgate}
 * @param user default {@code tillgate}
 * @param password null where the server asks for none; never printed
 * @param ingestConnections connections that land batches; default 8
 * @param queryConnections connections for the API and the page, apart so that a slow question never
 *     delays a batch; default 4
 * @param statementTimeoutMillis after this PostgreSQL gives a statement up; default 10,000
 */
public record DatabaseSettings(
    List<String> hosts,
    String name,
    String user,
    String password,
    int ingestConnections,
    int queryConnections,
    int statementTimeoutMillis) {

  public DatabaseSettings {
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty()) throw new IllegalArgumentException("no database host");
  }

  /**
   * Reads {@code hosts, name, user, password or passwordFile, ingestConnections, queryConnections,
   * statementTimeoutMillis}. A password belongs in a file or in the environment, not in YAML.
   */
  public static DatabaseSettings of(Section section) {
    return new DatabaseSettings(
        section.texts("hosts", List.of("127.0.0.1:5432")),
        section.text("name", "tillgate"),
        section.text("user", "tillgate"),
        password(section),
        section.integer("ingestConnections", 8, 1, 500),
        section.integer("queryConnections", 4, 1, 500),
        section.integer("statementTimeoutMillis", 10_000, 100, 600_000));
  }

  private static String password(Section section) {
    String file = section.text("passwordFile", null);
    if (file == null) return section.text("password", null);
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          section.path() + ".passwordFile " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "DatabaseSettings[" + user + "@" + String.join(",", hosts) + "/" + name + "]";
  }
}
