package io.tillgate.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of a YAML file, read strictly: every key is taken once, and keys that nobody takes
 * are refused by {@link #end}. Scalars are read as written, so that {@code 0100} stays four digits.
 * All refusals are {@link BadDialect}s that name file and line. One thread.
 */
public final class YamlSection {
  private final String file;
  private final String path;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  YamlSection(String file, String path, Node node) {
    this.file = file;
    this.path = path;
    this.line = lineOf(node);
    if (!(node instanceof MappingNode mapping)) {
      throw new BadDialect(file, line, path + " must be a mapping of keys to values");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = scalar(tuple.getKeyNode(), path + "'s key");
      if (values.put(key, tuple.getValueNode()) != null) {
        throw new BadDialect(file, lineOf(tuple.getKeyNode()), path + ": '" + key + "' is twice");
      }
      lines.put(key, lineOf(tuple.getKeyNode()));
    }
  }

  static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /** Keys that are not taken yet, in the order of the file. */
  public List<String> keys() {
    return List.copyOf(values.keySet());
  }

  int line(String key) {
    return lines.getOrDefault(key, line);
  }

  /** Whether {@code key} is there and not taken yet. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** What to throw where {@code key} has a value that cannot be. */
  public BadDialect refuse(String key, String reason) {
    return new BadDialect(file, line(key), name(key) + " " + reason);
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private Node take(String key) {
    Node node = values.remove(key);
    if (node != null) return node;
    for (String other : values.keySet()) {
      if (resembles(key, other)) {
        throw refuse(other, "is not a setting of a dialect; is '%s' meant?".formatted(key));
      }
    }
    throw refuse(key, "is missing");
  }

  /** Whether one was probably meant where the other stands: most of both is the same. */
  private static boolean resembles(String one, String other) {
    int front = 0;
    int shorter = Math.min(one.length(), other.length());
    while (front < shorter && one.charAt(front) == other.charAt(front)) front++;
    int back = 0;
    while (back < shorter - front
        && one.charAt(one.length() - 1 - back) == other.charAt(other.length() - 1 - back)) {
      back++;
    }
    return front + back >= 3 && Math.max(one.length(), other.length()) - front - back <= 2;
  }

  public String text(String key) {
    return scalar(take(key), name(key));
  }

  private String scalar(Node node, String what) {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) return scalar.getValue();
    throw new BadDialect(file, lineOf(node), what + " must be one value, and not empty");
  }

  public String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  /** A whole number between the two, ends included. */
  public long number(String key, long min, long max) {
    String text = text(key);
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) return value;
    } catch (NumberFormatException e) {
      throw refuse(key, "must be a whole number, not '" + text + "'");
    }
    throw refuse(key, "must be %d to %d, not %s".formatted(min, max, text));
  }

  /** {@code true} or {@code false}. */
  public boolean yes(String key) {
    String text = text(key);
    if (text.equals("true")) return true;
    if (text.equals("false")) return false;
    throw refuse(key, "must be true or false, not '" + text + "'");
  }

  /** A constant of an enum, by its {@code toString}. */
  <E extends Enum<E>> E choice(String key, Class<E> type) {
    String text = text(key);
    TreeSet<String> allowed = new TreeSet<>();
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equals(text)) return constant;
      allowed.add(constant.toString());
    }
    throw refuse(key, "must be one of " + String.join(", ", allowed) + ", not '" + text + "'");
  }

  /** One of these, by its {@code toString}. */
  Encoding among(String key, Encoding... allowed) {
    String text = text(key);
    for (Encoding one : allowed) if (one.toString().equals(text)) return one;
    throw refuse(key, "must be one of %s, not '%s'".formatted(listed(allowed), text));
  }

  private static String listed(Encoding[] allowed) {
    return Arrays.stream(allowed).map(Encoding::toString).collect(Collectors.joining(", "));
  }

  <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    return has(key) ? choice(key, type) : otherwise;
  }

  /** A mapping within this one; it must be there. */
  public YamlSection section(String key) {
    return new YamlSection(file, name(key), take(key));
  }

  /** Takes a section whose keys are read elsewhere: each time that it is asked for, all of them. */
  Supplier<YamlSection> later(String key) {
    Node node = take(key);
    String path = name(key);
    new YamlSection(file, path, node); // its form is checked now
    return () -> new YamlSection(file, path, node);
  }

  /** A list of single values, each turned by {@code read}, which says null for a bad one. */
  public <T> List<T> list(String key, String wanted, Function<String, T> read) {
    Node node = take(key);
    if (!(node instanceof SequenceNode sequence)) {
      throw refuse(key, "must be a list of " + wanted);
    }
    List<T> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      String text = scalar(item, name(key));
      T value = read.apply(text);
      if (value == null || items.contains(value)) {
        throw new BadDialect(
            file,
            lineOf(item),
            name(key) + ": '" + text + "' is " + (value == null ? "not " + wanted : "twice"));
      }
      items.add(value);
    }
    return items;
  }

  /** Refuses keys that nobody took. */
  public void end() {
    for (String key : values.keySet()) throw refuse(key, "is not a setting of a dialect");
  }
}
