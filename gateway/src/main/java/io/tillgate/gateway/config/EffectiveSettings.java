package io.tillgate.gateway.config;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

/** The settings of a process as YAML, each with where it came from; secrets masked. */
public final class EffectiveSettings {
  private static final String MASK = "'********'";
  private static final int COMMENT_COLUMN = 48;

  private final Configuration configuration;
  private final SettingSchema schema;
  private final StringBuilder text = new StringBuilder();

  private EffectiveSettings(Configuration configuration) {
    this.configuration = configuration;
    this.schema = SettingSchema.of(configuration.role());
  }

  /** A settings file that gives the same settings again, apart from the secrets. */
  public static String text(Configuration configuration) {
    EffectiveSettings shown = new EffectiveSettings(configuration);
    shown.section(shown.schema.json(), configuration.settings(), "", "");
    return shown.text.toString();
  }

  private void section(JsonObject rule, JsonObject values, String path, String indent) {
    JsonObject properties = SettingSchema.properties(rule);
    for (String name : properties.fieldNames()) {
      String child = path.isEmpty() ? name : path + "." + name;
      JsonObject childRule = properties.getJsonObject(name);
      Object value = values.getValue(name);
      if (value instanceof JsonObject map && !SettingSchema.properties(childRule).isEmpty()) {
        text.append(indent).append(name).append(":\n");
        section(childRule, map, child, indent + "  ");
      } else if (value == null) {
        line(indent + "# " + name + ":", Environment.variable(child));
      } else {
        line(indent + name + ": " + shown(child, value), origin(child));
      }
    }
  }

  /** JSON is YAML; a list of sections is shown in one line with its secrets masked as a whole. */
  private String shown(String path, Object value) {
    boolean secret =
        schema.leaves().stream()
            .filter(leaf -> leaf.equals(path) || leaf.startsWith(path + "."))
            .anyMatch(schema::isSecret);
    if (secret) return MASK;
    return value instanceof String word
            && word.matches("[A-Za-z/][A-Za-z0-9/._-]*")
            && !word.matches("(?i)true|false|null")
        ? word
        : Json.encode(value);
  }

  private String origin(String path) {
    return configuration.origins().getOrDefault(path, "default");
  }

  private void line(String setting, String comment) {
    text.append(setting).append(" ".repeat(Math.max(1, COMMENT_COLUMN - setting.length())));
    text.append("# ").append(comment).append('\n');
  }
}
