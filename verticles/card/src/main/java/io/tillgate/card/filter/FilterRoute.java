package io.tillgate.card.filter;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One item of {@code pos.backOffice.routes}: which traffic, which fields in it, and what becomes of
 * them.
 *
 * @param path of the address: {@code *} stands for any characters but a slash, {@code **} for any
 * @param methods upper case; empty for all
 * @param direction whose bodies; both
 * @param content how they are read; null where their content-type decides: {@code auto}
 * @param fields where card numbers are; none for anywhere that the detector finds one
 * @param action what becomes of them; tokenise
 * @param digits whether tokens are of digits, as many as the number has; no
 * @param remove where codes, tracks and PIN blocks are, which are always removed; none
 * @param upstream where these requests go; null for {@code pos.backOffice.url}
 */
public record FilterRoute(
    String path,
    List<String> methods,
    Direction direction,
    String content,
    List<String> fields,
    Action action,
    boolean digits,
    List<String> remove,
    URI upstream) {

  /** Whose bodies a route is about. */
  public enum Direction {
    REQUEST,
    RESPONSE,
    BOTH;

    boolean has(boolean request) {
      return this == BOTH || (this == REQUEST) == request;
    }
  }

  public FilterRoute {
    methods = List.copyOf(methods);
    fields = List.copyOf(fields);
    remove = List.copyOf(remove);
  }

  static FilterRoute of(JsonObject section) {
    String upstream = section.getString("upstream");
    return new FilterRoute(
        section.getString("path", "**"),
        strings(section, "methods").stream().map(m -> m.toUpperCase(Locale.ROOT)).toList(),
        Direction.valueOf(section.getString("direction", "both").toUpperCase(Locale.ROOT)),
        section.getString("content", "auto").equals("auto") ? null : section.getString("content"),
        strings(section, "fields"),
        Action.valueOf(section.getString("action", "tokenise").toUpperCase(Locale.ROOT)),
        section.getString("tokenFormat", "text").equals("digits"),
        strings(section, "remove"),
        upstream == null ? null : URI.create(upstream));
  }

  private static List<String> strings(JsonObject section, String name) {
    List<String> strings = new ArrayList<>();
    for (Object each : section.getJsonArray(name, new JsonArray())) strings.add((String) each);
    return strings;
  }

  Content read() {
    return content == null ? null : Content.valueOf(content.toUpperCase(Locale.ROOT));
  }

  Pattern pattern() {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '*') {
        regex.append(Pattern.quote(String.valueOf(c)));
      } else if (i + 1 < path.length() && path.charAt(i + 1) == '*') {
        regex.append(".*+");
        i++;
        if (i + 1 < path.length()) regex.setLength(regex.length() - 1);
      } else {
        regex.append("[^/]*");
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
