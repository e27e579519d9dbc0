package io.tillgate.gateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON Schema of one role's settings (draft 2020-12, without references), and what it knows
 * beyond validity: defaults, secrets ({@code writeOnly}), names. An object that is not given and
 * has {@code "default": {}} is filled with the defaults of its settings; one without stays away, as
 * does one where the setting that its {@code "insteadOf"} names is given. Immutable.
 */
public final class SettingSchema {
  private static final Map<Role, SettingSchema> SCHEMAS = new EnumMap<>(Role.class);

  private final JsonObject root;

  private SettingSchema(JsonObject root) {
    this.root = root;
  }

  /** The schema of {@code role}, from {@code <role>.schema.json} beside this class. */
  public static synchronized SettingSchema of(Role role) {
    return SCHEMAS.computeIfAbsent(role, SettingSchema::load);
  }

  static SettingSchema of(JsonObject root) {
    return new SettingSchema(root);
  }

  private static SettingSchema load(Role role) {
    String name = role.word() + ".schema.json";
    try (InputStream stream = SettingSchema.class.getResourceAsStream(name)) {
      if (stream == null) throw new IllegalStateException(name + " is not in the jar");
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return new SettingSchema(new JsonObject(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonObject json() {
    return root;
  }

  /** Whether {@code name} is a setting at the top. */
  boolean has(String name) {
    return properties(root).containsKey(name);
  }

  /** What the schema says of one setting; empty where there is no such setting. */
  Optional<JsonObject> at(String path) {
    JsonObject node = root;
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.")) {
      JsonObject child = properties(node).getJsonObject(name);
      if (child == null && isNumber(name)) child = node.getJsonObject("items");
      if (child == null && node.getValue("additionalProperties") instanceof JsonObject any) {
        child = any;
      }
      if (child == null) return Optional.empty();
      node = child;
    }
    return Optional.of(node);
  }

  boolean isSecret(String path) {
    return at(path).map(node -> node.getBoolean("writeOnly", false)).orElse(false);
  }

  /** The names a person may write under {@code path}. */
  Set<String> names(String path) {
    return at(path).map(node -> properties(node).fieldNames()).orElse(Set.of());
  }

  /**
   * Paths of all settings that hold a value, in the schema's order; an item of a list is {@code 0}.
   */
  public List<String> leaves() {
    List<String> leaves = new ArrayList<>();
    collect(root, "", leaves);
    return leaves;
  }

  private static void collect(JsonObject node, String path, List<String> leaves) {
    JsonObject properties = properties(node);
    JsonObject items = node.getJsonObject("items");
    if (!properties.isEmpty()) {
      for (String name : properties.fieldNames()) {
        String child = path.isEmpty() ? name : path + "." + name;
        collect(properties.getJsonObject(name), child, leaves);
      }
    } else if (items != null && !properties(items).isEmpty()) {
      collect(items, path + ".0", leaves);
    } else {
      leaves.add(path);
    }
  }

  /** A copy of {@code given} with a default at every setting that has one and was not given. */
  public JsonObject withDefaults(JsonObject given) {
    JsonObject filled = given.copy();
    fill(root, filled);
    return filled;
  }

  private static void fill(JsonObject node, JsonObject values) {
    JsonObject properties = properties(node);
    for (String name : properties.fieldNames()) {
      JsonObject child = properties.getJsonObject(name);
      boolean isReplaced = values.containsKey(child.getString("insteadOf", ""));
      if (!values.containsKey(name) && child.containsKey("default") && !isReplaced) {
        Object value = child.getValue("default");
        values.put(name, value instanceof JsonObject map ? map.copy() : value);
      }
      Object value = values.getValue(name);
      if (value instanceof JsonObject map) fill(child, map);
      if (value instanceof JsonArray list && child.containsKey("items")) {
        for (Object item : list) {
          if (item instanceof JsonObject map) fill(child.getJsonObject("items"), map);
        }
      }
    }
  }

  static JsonObject properties(JsonObject node) {
    return node.getJsonObject("properties", new JsonObject());
  }

  static boolean isNumber(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
