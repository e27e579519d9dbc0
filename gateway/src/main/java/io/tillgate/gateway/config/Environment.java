package io.tillgate.gateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Settings from environment variables: {@code pos.limits.maxBodyBytes} is {@code
 * TILLGATE_POS_LIMITS_MAX_BODY_BYTES}, and a secret may instead be in the file that {@code …_FILE}
 * names. An item of a list goes by its number, or the whole list in one line: {@code [a, b]} or
 * {@code a,b}. An empty variable counts as not given.
 */
final class Environment {
  static final String PREFIX = "TILLGATE_";
  static final String FILE_SUFFIX = "_FILE";

  /** For the launcher, or for the security module alone: never a setting in a file. */
  static final Set<String> NOT_SETTINGS = Set.of("TILLGATE_JAVA_OPTS", "TILLGATE_PKCS11_PIN");

  private static final int MAX_SECRET_BYTES = 64 << 10;
  private static final int MAX_ITEMS = 1_000;

  private final SettingSchema schema;
  private final JsonObject settings;
  private final Map<String, String> origins;
  private final List<Finding> findings;

  private Environment(
      SettingSchema schema,
      JsonObject settings,
      Map<String, String> origins,
      List<Finding> findings) {
    this.schema = schema;
    this.settings = settings;
    this.origins = origins;
    this.findings = findings;
  }

  /**
   * Puts what {@code variables} give over {@code settings}.
   *
   * @param origins receives the variable of each path that came from one
   * @return mistakes
   */
  static List<Finding> apply(
      SettingSchema schema,
      Map<String, String> variables,
      JsonObject settings,
      Map<String, String> origins) {
    Environment environment = new Environment(schema, settings, origins, new ArrayList<>());
    Map<String, String> ours = new TreeMap<>(variables);
    ours.keySet().removeIf(name -> !name.startsWith(PREFIX) || NOT_SETTINGS.contains(name));
    ours.values().removeIf(String::isEmpty);
    ours.forEach(environment::put);
    return environment.findings;
  }

  /** The variable of a setting. */
  static String variable(String path) {
    return PREFIX
        + path.replace('.', '_').replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }

  private void put(String name, String text) {
    Optional<String> path = path(name.substring(PREFIX.length()));
    if (path.isPresent()) {
      set(path.get(), name, value(path.get(), text));
      return;
    }
    String stem = name.endsWith(FILE_SUFFIX) ? name.substring(0, name.length() - 5) : "";
    Optional<String> secret =
        stem.isEmpty() ? Optional.empty() : path(stem.substring(PREFIX.length()));
    if (secret.filter(schema::isSecret).isPresent()) {
      putSecret(secret.get(), name, stem, text);
      return;
    }
    List<String> known = schema.leaves().stream().map(Environment::variable).toList();
    findings.add(new Finding(name, "", "is no setting" + hint(name, known)));
  }

  private static String hint(String name, List<String> known) {
    String hint = Nearest.hint(name, known);
    return hint.isEmpty() ? "; unset it ('tillgate config show' lists the settings)" : hint;
  }

  private void putSecret(String path, String name, String stem, String file) {
    if (origins.containsKey(path) && origins.get(path).equals(stem)) {
      findings.add(
          new Finding(name, path, "is given as %s, too: unset one of them".formatted(stem)));
      return;
    }
    try {
      if (Files.size(Path.of(file)) > MAX_SECRET_BYTES) {
        findings.add(new Finding(name, path, file + " is larger than any secret"));
        return;
      }
      set(path, name, Files.readString(Path.of(file)).stripTrailing());
    } catch (IOException | RuntimeException e) {
      findings.add(new Finding(name, path, "cannot read the file %s: %s".formatted(file, e)));
    }
  }

  /** The setting whose variable has this rest after the prefix. */
  private Optional<String> path(String rest) {
    return path(schema.json(), rest, "");
  }

  private static Optional<String> path(JsonObject node, String rest, String path) {
    for (String name : SettingSchema.properties(node).fieldNames()) {
      String word = variable(name).substring(PREFIX.length());
      JsonObject child = SettingSchema.properties(node).getJsonObject(name);
      Optional<String> found = step(child, word, rest, path.isEmpty() ? name : path + "." + name);
      if (found.isPresent()) return found;
    }
    JsonObject items = node.getJsonObject("items");
    String number = rest.split("_", 2)[0];
    if (items == null || !SettingSchema.isNumber(number) || number.length() > 3) {
      return Optional.empty();
    }
    return step(items, number, rest, path + "." + Integer.parseInt(number));
  }

  private static Optional<String> step(JsonObject child, String word, String rest, String path) {
    if (rest.equals(word)) return Optional.of(path);
    if (!rest.startsWith(word + "_")) return Optional.empty();
    return path(child, rest.substring(word.length() + 1), path);
  }

  /** The text as the schema wants it; where it does not fit, as it is, for the schema to refuse. */
  private Object value(String path, String text) {
    JsonObject rule = schema.at(path).orElseThrow();
    return switch (rule.getString("type", "string")) {
      case "integer", "number", "boolean", "object" -> YamlFile.value(text);
      case "array" -> text.startsWith("[") ? YamlFile.value(text) : items(text);
      default -> text;
    };
  }

  private static JsonArray items(String text) {
    JsonArray items = new JsonArray();
    for (String item : text.split(",")) items.add(item.strip());
    return items;
  }

  private void set(String path, String name, Object value) {
    Object node = settings;
    String[] names = path.split("\\.");
    for (int i = 0; i < names.length; i++) {
      boolean last = i == names.length - 1;
      Object next = last ? value : child(node, names[i]);
      if (next == null) {
        next = SettingSchema.isNumber(names[i + 1]) ? new JsonArray() : new JsonObject();
      }
      if (!put(node, names[i], next)) {
        findings.add(new Finding(name, path, "has no place: a list is given from 0, without gaps"));
        return;
      }
      node = next;
    }
    origins.put(path, name);
  }

  private static Object child(Object node, String name) {
    if (node instanceof JsonObject map) return map.getValue(name);
    int index = Integer.parseInt(name);
    return node instanceof JsonArray list && index < list.size() ? list.getValue(index) : null;
  }

  private static boolean put(Object node, String name, Object value) {
    if (node instanceof JsonObject map) {
      map.put(name, value);
      return true;
    }
    if (!(node instanceof JsonArray list)) return false;
    int index = Integer.parseInt(name);
    if (index > list.size() || index >= MAX_ITEMS) return false;
    if (index == list.size()) list.add(value);
    else list.set(index, value);
    return true;
  }
}
