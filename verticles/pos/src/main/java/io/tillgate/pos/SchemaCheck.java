package io.tillgate.pos;

import io.tillgate.retail.Flaw;
import io.tillgate.retail.Schemas;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The shape of what a till sends, by the JSON Schemas of the canonical model. It says in the
 * schema's own descriptions what each place should hold, and quotes nothing of the event. Any
 * thread may call.
 */
final class SchemaCheck {
  private static final String BASE = "https://tillgate.invalid/v1/schemas/";
  private static final int MAX_FLAWS = 20;

  /** Keywords that say by themselves what is wrong; all others only lead to these. */
  private static final Set<String> TELLING =
      Set.of(
          "type",
          "enum",
          "pattern",
          "minLength",
          "maxLength",
          "minimum",
          "maximum",
          "minItems",
          "maxItems",
          "required",
          "additionalProperties");

  private final Map<String, JsonObject> schemas = new HashMap<>();
  private final Map<String, Validator> validators = new HashMap<>();

  SchemaCheck() {
    JsonSchemaOptions options =
        new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri(BASE)
            .setOutputFormat(OutputFormat.Basic);
    SchemaRepository repository = SchemaRepository.create(options);
    for (String name : Schemas.NAMES) {
      // The repository writes its own marks into what it is given.
      repository.dereference(JsonSchema.of(new JsonObject(Schemas.text(name))));
      schemas.put(name, new JsonObject(Schemas.text(name)));
    }
    for (String name : Schemas.NAMES) validators.put(name, repository.validator(name));
  }

  /**
   * What is wrong with the shape of {@code tree}, at most twenty flaws.
   *
   * @param name one of {@link Schemas#NAMES}
   */
  List<Flaw> of(String name, Object tree) {
    OutputUnit result = validators.get(name).validate(tree);
    if (result.getValid()) return List.of();
    List<Flaw> flaws = new ArrayList<>();
    for (OutputUnit error : result.getErrors()) {
      if (flaws.size() == MAX_FLAWS) break;
      Flaw flaw = flaw(error);
      if (flaw != null && !flaws.contains(flaw)) flaws.add(flaw);
    }
    if (flaws.isEmpty()) flaws.add(new Flaw("", "does not fit the schema " + name));
    return flaws;
  }

  private Flaw flaw(OutputUnit error) {
    String location = error.getAbsoluteKeywordLocation();
    String keyword = location.substring(location.lastIndexOf('/') + 1);
    if (!TELLING.contains(keyword)) return null;
    JsonObject rule = rule(location);
    String raw = error.getInstanceLocation().substring(1);
    return switch (keyword) {
      case "required" -> missing(shown(raw), rule, error.getError());
      case "additionalProperties" -> unknown(raw, rule);
      default -> new Flaw(shown(raw), "must be " + description(rule));
    };
  }

  private Flaw missing(String at, JsonObject rule, String error) {
    String name = error.substring(error.indexOf('"') + 1, error.lastIndexOf('"'));
    JsonObject property = rule.getJsonObject("properties").getJsonObject(name);
    return new Flaw(Pointer.child(at, name), "is missing; it must be " + description(property));
  }

  /** A property that is known but wrong is reported as unknown, too: that report is dropped. */
  private static Flaw unknown(String at, JsonObject rule) {
    int last = at.lastIndexOf('/');
    String name = at.substring(last + 1).replace("~1", "/").replace("~0", "~");
    if (rule.getJsonObject("properties").containsKey(name)) return null;
    return new Flaw(shown(at), "is not known here; leave it out, or look at its spelling");
  }

  private String description(JsonObject rule) {
    String reference = rule.getString("$ref");
    if (reference == null) return rule.getString("description", "of another type");
    String base = reference.startsWith("#") ? "common.json" : "";
    return description(rule(BASE + base + reference + "/"));
  }

  /** The schema that a keyword stands in. */
  private JsonObject rule(String keywordLocation) {
    int hash = keywordLocation.indexOf('#');
    String name = keywordLocation.substring(keywordLocation.lastIndexOf('/', hash) + 1, hash);
    String pointer = keywordLocation.substring(hash + 1, keywordLocation.lastIndexOf('/'));
    return (JsonObject) JsonPointer.from(pointer).queryJson(schemas.get(name));
  }

  private static String shown(String pointer) {
    String shown = "";
    for (String token : pointer.split("/")) {
      if (!token.isEmpty()) {
        shown = Pointer.child(shown, token.replace("~1", "/").replace("~0", "~"));
      }
    }
    return shown;
  }
}
