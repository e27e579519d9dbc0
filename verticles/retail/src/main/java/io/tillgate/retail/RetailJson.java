package io.tillgate.retail;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/**
 * JSON of the canonical model and of {@code retail.payment}: the payload of a journal record. Equal
 * events have equal bytes: properties in a fixed order, no white space, what is null, empty or 0 by
 * default left out. Reading passes over properties it does not know, because a newer edge may write
 * them; the door to the tills is strict and stands elsewhere. Thread-safe.
 */
public final class RetailJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, true)
          .configure(DeserializationFeature.ACCEPT_FLOAT_AS_INT, false)
          .configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false)
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .serializationInclusion(Include.NON_EMPTY)
          .addModule(
              new SimpleModule()
                  .addSerializer(new WriteTime())
                  .addDeserializer(OffsetDateTime.class, new ReadTime()))
          .build();

  private RetailJson() {}

  public static byte[] write(Object event) {
    try {
      return MAPPER.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(event.getClass().getSimpleName() + " has no JSON", e);
    }
  }

  /**
   * @throws IOException where the bytes are not such an event; the message may quote them
   */
  public static <T> T read(byte[] json, Class<T> type) throws IOException {
    return MAPPER.readValue(json, type);
  }

  /**
   * Binds a tree of maps, lists, strings, integers and booleans.
   *
   * @throws IllegalArgumentException where it is not such an event; the message may quote it
   */
  public static <T> T bind(Object tree, Class<T> type) {
    return MAPPER.convertValue(tree, type);
  }

  private static final class WriteTime extends StdScalarSerializer<OffsetDateTime> {
    private static final long serialVersionUID = 1L;

    WriteTime() {
      super(OffsetDateTime.class);
    }

    @Override
    public void serialize(OffsetDateTime time, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
    }
  }

  private static final class ReadTime extends StdScalarDeserializer<OffsetDateTime> {
    private static final long serialVersionUID = 1L;

    ReadTime() {
      super(OffsetDateTime.class);
    }

    @Override
    public OffsetDateTime deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      try {
        return OffsetDateTime.parse(in.getText());
      } catch (DateTimeException e) {
        throw JsonMappingException.from(in, "not an ISO 8601 time with an offset", e);
      }
    }
  }
}
