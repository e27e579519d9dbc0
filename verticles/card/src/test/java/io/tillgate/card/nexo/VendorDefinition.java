package io.tillgate.card.nexo;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The vendor's definition of its messages ({@code -Dspecs.dir}, {@code adyen/TerminalAPI-v1.json}).
 * Where it is not there, nothing is checked, and that is said aloud.
 */
final class VendorDefinition {
  private static final String BASE = "app://terminal-api/";

  private final Validator requests;
  private final Validator responses;

  private VendorDefinition(Validator requests, Validator responses) {
    this.requests = requests;
    this.responses = responses;
  }

  static VendorDefinition read() throws IOException {
    String specs = System.getProperty("specs.dir");
    Path file = specs == null ? null : Path.of(specs, "adyen/TerminalAPI-v1.json");
    if (file == null || !Files.isReadable(file)) {
      System.out.println(
          "SKIPPED: messages are not checked against the vendor's definition; give -Dspecs.dir");
      return new VendorDefinition(null, null);
    }
    JsonObject document = new JsonObject(Files.readString(file));
    JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
    JsonObject whole = new JsonObject().put("components", new JsonObject().put("schemas", schemas));
    return new VendorDefinition(
        validator(whole, "TerminalAPIRequest"), validator(whole, "TerminalAPIResponse"));
  }

  private static Validator validator(JsonObject whole, String name) {
    JsonSchemaOptions options =
        new JsonSchemaOptions()
            .setBaseUri(BASE)
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);
    JsonObject root = whole.copy().put("$ref", "#/components/schemas/" + name);
    JsonSchema schema = JsonSchema.of(BASE + name, root);
    return SchemaRepository.create(options).dereference(schema).validator(schema);
  }

  /** Fails with what is wrong with a message of either direction. */
  void check(JsonObject message) {
    if (requests == null) return;
    boolean isRequest = message.containsKey("SaleToPOIRequest");
    OutputUnit said = (isRequest ? requests : responses).validate(message);
    if (!said.getValid()) {
      throw new AssertionError(said.getErrors() + " in " + message.encode());
    }
  }
}
