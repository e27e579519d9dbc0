package io.tillgate.gateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that settings name and that must be there before a start: certificates, keys, dialects,
 * passwords ({@code mustExist} in the schema). Directories and logs are made where they are not.
 */
public final class NamedFiles {
  private final Configuration configuration;
  private final List<Finding> findings = new ArrayList<>();

  private NamedFiles(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Each named file that is not there or cannot be read, at the line that names it.
   *
   * @param configuration one without findings of its own
   */
  public static List<Finding> missing(Configuration configuration) {
    NamedFiles files = new NamedFiles(configuration);
    files.look(SettingSchema.of(configuration.role()).json(), configuration.settings(), "");
    return files.findings;
  }

  private void look(JsonObject rule, Object value, String path) {
    if (value instanceof JsonObject section) {
      JsonObject rules = SettingSchema.properties(rule);
      for (String name : section.fieldNames()) {
        JsonObject child = rules.getJsonObject(name);
        String at = path.isEmpty() ? name : path + "." + name;
        if (child != null) look(child, section.getValue(name), at);
      }
    } else if (value instanceof JsonArray list) {
      JsonObject items = rule.getJsonObject("items", new JsonObject());
      for (int i = 0; i < list.size(); i++) look(items, list.getValue(i), path + "." + i);
    } else if (rule.getBoolean("mustExist", false) && value instanceof String name) {
      // A setting may also hold a name: only what ends so is a file.
      if (name.endsWith(rule.getString("pathEndsWith", ""))) look(Path.of(name), path);
    }
  }

  private void look(Path file, String path) {
    String reason = null;
    if (!Files.exists(file)) {
      reason = "names %s, which is not there; put it there or name another".formatted(file);
    } else if (!Files.isRegularFile(file)) {
      reason = "names %s, which is no file; name a file".formatted(file);
    } else if (!Files.isReadable(file)) {
      reason = "names %s, which cannot be read; give this user the right to".formatted(file);
    }
    if (reason != null) findings.add(new Finding(configuration.place(path), path, reason));
  }
}
