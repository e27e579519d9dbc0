package io.tillgate.gateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one process: file, then environment over it, then defaults under both.
 *
 * @param settings every setting that has a value, names of files made absolute; to be used only if
 *     there are no findings
 * @param origins of paths that are not defaults: {@code FILE:LINE} or the variable's name
 * @param findings every mistake, in the order of the file
 */
public record Configuration(
    Role role,
    Path file,
    JsonObject settings,
    Map<String, String> origins,
    List<Finding> findings) {

  /** Reads {@code file} and checks it; never throws for what is written in it. */
  public static Configuration read(Role role, Path file, Map<String, String> environment) {
    SettingSchema schema = SettingSchema.of(role);
    YamlFile yaml = yaml(file);
    JsonObject given = yaml.content().copy();
    Map<String, String> origins = new LinkedHashMap<>();
    yaml.lines().forEach((path, line) -> origins.put(path, file + ":" + line));
    List<Finding> findings = new ArrayList<>(yaml.findings());
    boolean unreadable = !findings.isEmpty() && yaml.content().isEmpty();
    findings.addAll(Environment.apply(schema, environment, given, origins));
    JsonObject settings = schema.withDefaults(given);
    // A file that could not be read misses everything, which is no news.
    if (!unreadable)
      findings.addAll(Validity.of(schema, settings, path -> place(path, file, origins)));
    if (findings.isEmpty()) resolvePaths(schema, settings, file.toAbsolutePath().getParent());
    findings.sort(Comparator.comparingInt(finding -> line(finding.place())));
    return new Configuration(role, file, settings, Map.copyOf(origins), List.copyOf(findings));
  }

  /**
   * Whose settings {@code file} holds, by its content, else by its name; empty if neither tells.
   */
  public static Optional<Role> roleOf(Path file) {
    String name = String.valueOf(file.getFileName());
    return Role.of(yaml(file).content())
        .or(() -> Arrays.stream(Role.values()).filter(r -> name.contains(r.word())).findFirst());
  }

  /** What keeps {@code file} from being read as YAML at all; empty where nothing does. */
  public static List<Finding> unreadable(Path file) {
    YamlFile yaml = yaml(file);
    return yaml.content().isEmpty() ? List.copyOf(yaml.findings()) : List.of();
  }

  private static YamlFile yaml(Path file) {
    try {
      if (Files.isDirectory(file)) return unreadable(file, "is a directory; name a file in it");
      if (Files.size(file) > YamlFile.MAX_CHARACTERS) {
        return unreadable(file, "is larger than %d bytes".formatted(YamlFile.MAX_CHARACTERS));
      }
      return YamlFile.read(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      return unreadable(file, "is not there; name another with --config");
    } catch (MalformedInputException e) {
      return unreadable(file, "is not UTF-8 text; save it as UTF-8");
    } catch (IOException e) {
      return unreadable(file, "cannot be read: " + e);
    }
  }

  private static YamlFile unreadable(Path file, String reason) {
    Finding finding = new Finding(file.toString(), "", reason);
    return new YamlFile(new JsonObject(), Map.of(), List.of(finding));
  }

  /** Where {@code path} was given; for one that was not, where the section around it was. */
  private static String place(String path, Path file, Map<String, String> origins) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      if (origins.containsKey(at)) return origins.get(at);
    }
    return file + ":1";
  }

  /** {@code FILE:LINE} or the variable where {@code path}, or the section around it, was given. */
  public String place(String path) {
    return place(path, file, origins);
  }

  private static String parent(String path) {
    return path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
  }

  /** The text at {@code path}; null where there is none, or it is no text. */
  public String text(String path) {
    Object value = settings;
    for (String name : path.split("\\.")) {
      if (value instanceof JsonObject map) value = map.getValue(name);
      else if (value instanceof JsonArray list && SettingSchema.isNumber(name)) {
        int index = Integer.parseInt(name);
        value = index < list.size() ? list.getValue(index) : null;
      } else return null;
    }
    return value instanceof String text ? text : null;
  }

  private static int line(String place) {
    String number = place.substring(place.lastIndexOf(':') + 1);
    return SettingSchema.isNumber(number) ? Integer.parseInt(number) : 0;
  }

  /** A section; empty where there is none. */
  public JsonObject section(String name) {
    return settings.getJsonObject(name, new JsonObject());
  }

  /** Relative names of files lie beside the settings file, wherever the process was started. */
  private static void resolvePaths(SettingSchema schema, JsonObject settings, Path directory) {
    for (String leaf : schema.leaves()) {
      JsonObject rule = schema.at(leaf).orElseThrow();
      if (!rule.getBoolean("path", false)) continue;
      // A setting may also hold a name: only what ends so is a file.
      String suffix = rule.getString("pathEndsWith", "");
      String parent = parent(leaf);
      String name = leaf.substring(parent.length() + (parent.isEmpty() ? 0 : 1));
      for (JsonObject section : sections(settings, parent)) {
        String given = section.getString(name);
        if (given != null && given.endsWith(suffix))
          section.put(name, directory.resolve(given).normalize().toString());
      }
    }
  }

  /** The sections at {@code path}; of a list, that is each of its items. */
  private static List<JsonObject> sections(JsonObject settings, String path) {
    List<Object> found = List.of(settings);
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.")) {
      List<Object> next = new ArrayList<>();
      for (Object node : found) {
        if (node instanceof JsonArray items) items.forEach(next::add);
        else if (node instanceof JsonObject map && map.containsKey(name))
          next.add(map.getValue(name));
      }
      found = next;
    }
    return found.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList();
  }
}
