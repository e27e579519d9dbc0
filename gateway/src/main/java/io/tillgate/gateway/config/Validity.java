package io.tillgate.gateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Holds settings against their schema, and says each mistake in words that say what to do. */
final class Validity {
  /** These only repeat that something beneath them is wrong. */
  private static final Set<String> REPEATS = Set.of("properties", "items", "prefixItems");

  /** More places than these help nobody. */
  private static final int MAX_ELSEWHERE = 4;

  private final SettingSchema schema;
  private final UnaryOperator<String> placeOf;
  private final List<Finding> findings = new ArrayList<>();

  private Validity(SettingSchema schema, UnaryOperator<String> placeOf) {
    this.schema = schema;
    this.placeOf = placeOf;
  }

  /**
   * All mistakes in {@code settings}, each once.
   *
   * @param placeOf tells the place of a path
   */
  static List<Finding> of(
      SettingSchema schema, JsonObject settings, UnaryOperator<String> placeOf) {
    Validity validity = new Validity(schema, placeOf);
    JsonSchemaOptions options =
        new JsonSchemaOptions()
            .setBaseUri("tillgate:")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);
    OutputUnit result = Validator.create(JsonSchema.of(schema.json()), options).validate(settings);
    if (!result.getValid()) {
      for (OutputUnit unit : result.getErrors()) validity.add(unit, settings);
      if (validity.findings.isEmpty()) {
        throw new IllegalStateException("invalid for no reason that has words: " + result);
      }
    }
    return validity.findings;
  }

  private void add(OutputUnit unit, JsonObject settings) {
    List<String> keywords = names(unit.getKeywordLocation(), schema.json());
    List<String> instance = names(unit.getInstanceLocation(), settings);
    String keyword = keywords.get(keywords.size() - 1);
    String path = String.join(".", instance);
    if (REPEATS.contains(keyword)) return;
    if (keyword.equals("additionalProperties")) {
      addUnknown(instance, path);
    } else if (keyword.equals("required")) {
      addMissing(path, value(settings, instance));
    } else {
      JsonObject rule = schema.at(path).orElseThrow();
      String shown = schema.isSecret(path) ? "" : " " + quoted(value(settings, instance));
      put(path, "is" + shown + said(rule, keyword, value(settings, instance), unit.getError()));
    }
  }

  private void addUnknown(List<String> instance, String path) {
    String parent = String.join(".", instance.subList(0, instance.size() - 1));
    String name = instance.get(instance.size() - 1);
    Set<String> known = schema.names(parent);
    // The validator reports a known name here, too, when its value is wrong.
    if (known.contains(name) || schema.at(path).isPresent()) return;
    String hint = Nearest.hint(name, known);
    if (hint.isEmpty()) hint = elsewhere(name);
    if (hint.isEmpty()) hint = "; known here: " + String.join(", ", known);
    put(path, "is no setting" + hint);
  }

  /** Settings of that very name in other sections, for a line that lost its indentation. */
  private String elsewhere(String name) {
    String others =
        schema.leaves().stream()
            .filter(leaf -> leaf.endsWith("." + name))
            .limit(MAX_ELSEWHERE)
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "" : "; there is " + others;
  }

  private void addMissing(String path, Object given) {
    JsonArray required = schema.at(path).orElseThrow().getJsonArray("required");
    for (Object name : required) {
      if (given instanceof JsonObject map && map.containsKey((String) name)) continue;
      String child = path.isEmpty() ? (String) name : path + "." + name;
      JsonObject rule = schema.at(child).orElseThrow();
      put(child, "is missing; give " + rule.getString("description", "a value"));
    }
  }

  /** What it must be instead. */
  private static String said(JsonObject rule, String keyword, Object value, String otherwise) {
    return switch (keyword) {
      case "type" -> ", but must be " + kind(rule.getString("type"));
      case "minimum", "maximum" -> ", but must be " + range(rule);
      case "enum", "const" -> ", but must be one of " + choices(rule, value);
      case "pattern", "minLength", "maxLength" ->
          ", but must be " + rule.getString("says", rule.getString("description"));
      case "minItems" -> ", but must have at least %d items".formatted(rule.getInteger(keyword));
      case "maxItems" -> ", but must have at most %d items".formatted(rule.getInteger(keyword));
      case "uniqueItems" -> ", but no item may be there twice";
      case "multipleOf" -> ", but must be a multiple of " + rule.getValue(keyword);
      default -> ", which is wrong: " + otherwise;
    };
  }

  private static String kind(String type) {
    return switch (type) {
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      case "string" -> "text (put it in quotes if it looks like a number)";
      case "array" -> "a list";
      default -> "a section with settings of its own";
    };
  }

  private static String range(JsonObject rule) {
    Object least = rule.getValue("minimum");
    Object most = rule.getValue("maximum");
    if (most == null) return "at least " + least;
    return least == null ? "at most " + most : least + " to " + most;
  }

  private static String choices(JsonObject rule, Object value) {
    JsonArray values = rule.getJsonArray("enum", JsonArray.of(rule.getValue("const")));
    List<String> names = values.stream().map(String::valueOf).toList();
    return String.join(", ", names) + Nearest.hint(String.valueOf(value), names);
  }

  private static String quoted(Object value) {
    if (value instanceof JsonObject) return "a section";
    if (value instanceof JsonArray) return "a list";
    if (!(value instanceof String text)) return String.valueOf(value);
    return text.length() > 60 ? "'" + text.substring(0, 60) + "…'" : "'" + text + "'";
  }

  private void put(String path, String reason) {
    Finding finding = new Finding(placeOf.apply(path), path, reason);
    if (!findings.contains(finding)) findings.add(finding);
  }

  private static Object value(JsonObject settings, List<String> names) {
    Object value = settings;
    for (String name : names) {
      if (value instanceof JsonObject map) value = map.getValue(name);
      else if (value instanceof JsonArray list) value = list.getValue(Integer.parseInt(name));
      else return null;
    }
    return value;
  }

  /**
   * The names in a JSON pointer of the validator, which percent-encodes some characters and not the
   * percent sign: what {@code settings} really holds decides between the readings.
   */
  private static List<String> names(String pointer, JsonObject settings) {
    String[] parts = pointer.substring(pointer.indexOf('#') + 1).split("/");
    List<String> names = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String raw = parts[i].replace("~1", "/").replace("~0", "~");
      Object parent = value(settings, names);
      boolean known = parent instanceof JsonObject map && map.containsKey(raw);
      names.add(known ? raw : decoded(raw));
    }
    return names;
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }
}
