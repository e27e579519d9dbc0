package io.tillgate.pos;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.tillgate.retail.Flaw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON text (RFC 8259, UTF-8) into maps, lists, strings, longs, booleans and nulls, and
 * is stricter than most: no property twice, no number that needs floating point, no text that
 * cannot be stored. Nothing of the text appears in a message.
 */
final class StrictJson {
  private static final int MAX_NUMBER_LENGTH = 32;
  private static final int MAX_FLAWS = 20;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(1_000)
                  .build())
          // Names come from outside: interning them would keep them for ever.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /**
   * @param tree the value of the text
   * @param flaws values that are JSON but cannot be taken; where there are any, the tree is not to
   *     be used
   */
  record Document(Object tree, List<Flaw> flaws) {}

  private final JsonParser parser;
  private final int maxDepth;
  private final List<Flaw> flaws = new ArrayList<>();

  private StrictJson(JsonParser parser, int maxDepth) {
    this.parser = parser;
    this.maxDepth = maxDepth;
  }

  /**
   * @param maxDepth objects and arrays inside each other, 1 or more
   * @throws BadJson where the text is no JSON, too deep, or names a property twice
   */
  static Document read(byte[] utf8, int maxDepth) throws BadJson {
    try (JsonParser parser = FACTORY.createParser(decode(utf8))) {
      StrictJson reader = new StrictJson(parser, maxDepth);
      if (parser.nextToken() == null) throw new BadJson("", "The body is empty.");
      Object tree = reader.value("", 0);
      if (parser.nextToken() != null) {
        throw new BadJson("", "After the JSON text there is more, at " + reader.place() + ".");
      }
      return new Document(tree, reader.flaws);
    } catch (JsonProcessingException e) {
      throw badJson(e);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be read", e);
    }
  }

  private Object value(String at, int depth) throws IOException, BadJson {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(at, deeper(at, depth));
      case START_ARRAY -> array(at, deeper(at, depth));
      case VALUE_STRING -> text(at, parser.getText());
      case VALUE_NUMBER_INT -> whole(at);
      case VALUE_NUMBER_FLOAT -> {
        flaw(at, "is a number with a decimal point or an exponent; write a whole number");
        yield 0L;
      }
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      default -> throw new BadJson(at, "The body is not JSON, at " + place() + ".");
    };
  }

  private int deeper(String at, int depth) throws BadJson {
    if (depth < maxDepth) return depth + 1;
    throw new BadJson(at, "The body is nested deeper than " + maxDepth + " levels (maxJsonDepth).");
  }

  private Map<String, Object> object(String at, int depth) throws IOException, BadJson {
    Map<String, Object> properties = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String place = Pointer.child(at, name);
      text(place, name);
      parser.nextToken();
      if (properties.containsKey(name)) {
        throw new BadJson(place, "A property is named twice in one object, at " + place() + ".");
      }
      properties.put(name, value(place, depth));
    }
    return properties;
  }

  private List<Object> array(String at, int depth) throws IOException, BadJson {
    List<Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(Pointer.child(at, items.size()), depth));
    }
    return items;
  }

  private Object whole(String at) throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> {
        flaw(at, "is a number beyond 64 bits");
        yield 0L;
      }
    };
  }

  /** Half a surrogate pair has no UTF-8, and databases refuse U+0000 in text. */
  private String text(String at, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        flaw(at, "holds the character U+0000; leave it out");
        return text;
      }
      if (!Character.isSurrogate(c)) continue;
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (!pair) {
        flaw(at, "holds half of a surrogate pair; it is no character");
        return text;
      }
      i++;
    }
    return text;
  }

  private void flaw(String at, String reason) {
    if (flaws.size() < MAX_FLAWS) flaws.add(new Flaw(at, reason));
  }

  private String place() {
    var location = parser.currentTokenLocation();
    return "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /** Strictly, where the library would put replacement characters into a till's text. */
  private static char[] decode(byte[] utf8) throws BadJson {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      return Arrays.copyOf(text.array(), text.limit());
    } catch (CharacterCodingException e) {
      throw new BadJson("", "The body is not UTF-8. Send JSON in UTF-8.");
    }
  }

  private static BadJson badJson(JsonProcessingException e) {
    var location = e.getLocation();
    String place =
        location == null
            ? "somewhere"
            : "at line " + location.getLineNr() + ", column " + location.getColumnNr();
    if (e instanceof StreamConstraintsException) {
      return new BadJson("", "A number or a name is far too long, " + place + ".");
    }
    if (e instanceof JsonEOFException)
      return new BadJson("", "The JSON ends too soon, " + place + ".");
    String what = e instanceof JsonParseException ? "The body is not JSON, " : "The body is bad, ";
    return new BadJson("", what + place + ".");
  }
}
