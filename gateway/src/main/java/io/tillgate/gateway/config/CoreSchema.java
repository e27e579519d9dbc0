package io.tillgate.gateway.config;

import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The core schema of YAML 1.2 (10.3.2) without octal, hexadecimal, infinities and dates: of the
 * plain scalars only {@code true}, {@code false}, decimal numbers and {@code null} are not text.
 */
final class CoreSchema extends Resolver {
  static final Set<Tag> TAGS = Set.of(Tag.STR, Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.NULL);

  /** More digits than any setting needs; more than these are text. */
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");

  private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,18}\\.[0-9]{1,18}");
  private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL|");

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.BOOL, TRUTH, "tTfF", 5);
    addImplicitResolver(Tag.INT, WHOLE, "-+0123456789", 20);
    addImplicitResolver(Tag.FLOAT, DECIMAL, "-+0123456789", 40);
    addImplicitResolver(Tag.NULL, NOTHING, "~nN\0", 5);
    addImplicitResolver(Tag.NULL, Pattern.compile(""), null, 1);
  }

  static Object value(Tag tag, String text) {
    if (tag.equals(Tag.NULL)) return null;
    if (tag.equals(Tag.BOOL)) return Boolean.valueOf(text);
    if (tag.equals(Tag.INT) && WHOLE.matcher(text).matches()) return number(Long.parseLong(text));
    if (tag.equals(Tag.FLOAT) && DECIMAL.matcher(text).matches()) return Double.valueOf(text);
    return text;
  }

  /** As small a type as holds it, as JSON decoders give it. */
  private static Number number(long value) {
    return value == (int) value ? (Number) (int) value : (Number) value;
  }
}
