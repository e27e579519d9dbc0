package io.tillgate.gateway.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tillgate.journal.Damage;
import io.tillgate.journal.Inspection.Summary;
import io.tillgate.journal.Record;
import io.tillgate.retail.feed.EventType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the journal's commands print what they find. */
final class JournalFormat {
  private static final JsonFactory JSON = new JsonFactory();

  private JournalFormat() {}

  /** Names of types, as far as this version knows them. */
  static final class Types implements ITypeConverter<Integer> {
    static String name(int type) {
      return EventType.of(type).map(EventType::name).orElse(Integer.toString(type));
    }

    @Override
    public Integer convert(String text) {
      for (EventType type : EventType.values()) {
        if (type.name().equalsIgnoreCase(text)) return type.code();
      }
      if (text.matches("\\d{1,3}")) return Integer.valueOf(text);
      throw new TypeConversionException("'" + text + "' is neither a number nor a known type");
    }
  }

  static String offsets(Summary summary) {
    return summary.nextOffset() == summary.firstOffset()
        ? "none yet"
        : summary.firstOffset() + "-" + (summary.nextOffset() - 1);
  }

  static String line(Record record) {
    return object(
        json -> {
          json.writeNumberField("offset", record.offset());
          json.writeStringField("time", Instant.ofEpochMilli(record.epochMillis()).toString());
          writeType(json, record.type());
          writeKey(json, record.key());
          writePayload(json, record.type(), record.payload());
        });
  }

  static String line(Damage damage) {
    return object(
        json -> {
          json.writeNumberField("offset", damage.firstOffset());
          json.writeStringField("type", "DAMAGED");
          json.writeNumberField("records", damage.records());
          json.writeStringField("file", damage.file());
          json.writeNumberField("position", damage.position());
          json.writeStringField("reason", damage.reason());
        });
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static String object(Fields fields) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }

  private static void writeType(JsonGenerator json, int type) throws IOException {
    if (EventType.of(type).isPresent()) {
      json.writeStringField("type", Types.name(type));
    } else {
      json.writeNumberField("type", type);
    }
  }

  private static void writeKey(JsonGenerator json, byte[] key) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
      json.writeStringField("key", text);
    } catch (CharacterCodingException e) {
      json.writeStringField("keyBase64", Base64.getEncoder().encodeToString(key));
    }
  }

  /** What stays on the box is never shown, sealed as it is. */
  private static void writePayload(JsonGenerator json, int type, byte[] payload)
      throws IOException {
    if (EventType.isLocal(type)) {
      json.writeNumberField("payloadBytes", payload.length);
    } else if (isStructure(payload)) {
      json.writeFieldName("payload");
      try (JsonParser parser = JSON.createParser(payload)) {
        while (parser.nextToken() != null) json.copyCurrentEventExact(parser);
      }
    } else {
      json.writeStringField("payload", Base64.getEncoder().encodeToString(payload));
    }
  }

  /** Whether {@code payload} is one whole JSON object or array. */
  private static boolean isStructure(byte[] payload) {
    try (JsonParser parser = JSON.createParser(payload)) {
      JsonToken first = parser.nextToken();
      if (first == null || !first.isStructStart()) return false;
      parser.skipChildren();
      return parser.currentToken().isStructEnd() && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
