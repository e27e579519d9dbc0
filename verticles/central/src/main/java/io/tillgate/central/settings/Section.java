package io.tillgate.central.settings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * One section of a configuration file, read with its path so that a refusal names the setting and
 * what it must be.
 *
 * @param path for example {@code central.database}
 */
public record Section(String path, JsonObject values) {

  public Section {
    values = values == null ? new JsonObject() : values;
  }

  /** An absent section reads as an empty one. */
  public Section section(String name) {
    Object value = values.getValue(name);
    if (value != null && !(value instanceof JsonObject)) throw refuse(name, "a section", value);
    return new Section(path + "." + name, (JsonObject) value);
  }

  public String text(String name, String absent) {
    Object value = values.getValue(name);
    if (value == null) return absent;
    if (!(value instanceof String text) || text.isBlank()) throw refuse(name, "a text", value);
    return text;
  }

  public String required(String name) {
    String text = text(name, null);
    if (text == null) throw new IllegalArgumentException(path + "." + name + " is missing");
    return text;
  }

  public long number(String name, long absent, long least, long most) {
    Object value = values.getValue(name);
    if (value == null) return absent;
    String want = "a whole number from " + least + " to " + most;
    if (!(value instanceof Number number) || number.doubleValue() != number.longValue()) {
      throw refuse(name, want, value);
    }
    if (number.longValue() < least || number.longValue() > most) throw refuse(name, want, value);
    return number.longValue();
  }

  public int integer(String name, int absent, int least, int most) {
    return (int) number(name, absent, least, most);
  }

  /** Port 0 asks the system for a free one. */
  public int port(String name, int absent) {
    return integer(name, absent, 0, 65_535);
  }

  public List<String> texts(String name, List<String> absent) {
    Object value = values.getValue(name);
    if (value == null) return absent;
    if (!(value instanceof JsonArray array)) throw refuse(name, "a list of texts", value);
    List<String> texts = new ArrayList<>(array.size());
    for (Object item : array) {
      if (!(item instanceof String text) || text.isBlank()) throw refuse(name, "texts only", item);
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  private IllegalArgumentException refuse(String name, String want, Object value) {
    return new IllegalArgumentException(path + "." + name + " must be " + want + ", is " + value);
  }
}
