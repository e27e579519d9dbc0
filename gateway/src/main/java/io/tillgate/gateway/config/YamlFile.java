package io.tillgate.gateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A YAML text as a tree with the line of every setting. No type is ever constructed from a tag: a
 * value is text, a number, a truth value, a list or a map, by the core schema of YAML 1.2, so that
 * {@code 22:30} and {@code no} stay text.
 *
 * @param content what was read; empty after a syntax error
 * @param lines 1-based line of each path's name
 * @param findings syntax errors, names given twice, values of a kind that settings do not have
 */
record YamlFile(JsonObject content, Map<String, Integer> lines, List<Finding> findings) {
  static final int MAX_CHARACTERS = 1 << 20;
  static final int MAX_DEPTH = 12;

  /** Reads {@code text}; {@code name} is how the findings call it. */
  static YamlFile read(String name, String text) {
    YamlFile file = new YamlFile(new JsonObject(), new LinkedHashMap<>(), new ArrayList<>());
    Walk walk = new Walk(name, file.lines, file.findings);
    try {
      LoaderOptions options = options();
      StreamReader reader = new StreamReader(new StringReader(text));
      Node root =
          new Composer(new ParserImpl(reader, options), new CoreSchema(), options).getSingleNode();
      if (root instanceof MappingNode map) {
        file.content.mergeIn(walk.map(map, "", 0));
      } else if (root != null && !Tag.NULL.equals(root.getTag())) {
        walk.refuse(root, "", "is not a map of settings; write 'name: value' lines");
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      file.findings.add(new Finding(name + ":" + line, "", "is not YAML here: " + said(e)));
    } catch (YAMLException e) {
      file.findings.add(new Finding(name + ":1", "", "is not YAML: " + e.getMessage()));
    }
    return file;
  }

  /** The library's reason without its quotation of the line, which may hold a secret. */
  private static String said(MarkedYAMLException e) {
    return e.getContext() == null ? e.getProblem() : e.getContext() + ", " + e.getProblem();
  }

  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(0);
    return options;
  }

  /** The value of a list or map given in one line, as in an environment variable. */
  static Object value(String text) {
    YamlFile file = read("", "value: " + text);
    return file.findings.isEmpty() ? file.content.getValue("value") : text;
  }

  private record Walk(String name, Map<String, Integer> lines, List<Finding> findings) {
    JsonObject map(MappingNode node, String path, int depth) {
      JsonObject map = new JsonObject();
      for (NodeTuple entry : node.getValue()) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
          refuse(entry.getKeyNode(), path, "has a name that is not text");
          continue;
        }
        String child = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
        if (lines.containsKey(child)) {
          refuse(key, child, "is given twice, first at line %d".formatted(lines.get(child)));
          continue;
        }
        lines.put(child, key.getStartMark().getLine() + 1);
        Object value = value(entry.getValueNode(), child, depth + 1);
        if (value != null) map.put(key.getValue(), value);
      }
      return map;
    }

    private JsonArray list(SequenceNode node, String path, int depth) {
      JsonArray list = new JsonArray();
      for (Node item : node.getValue()) {
        String child = path + "." + list.size();
        lines.put(child, item.getStartMark().getLine() + 1);
        list.add(value(item, child, depth + 1));
      }
      return list;
    }

    /** A name without a value is a setting that is not given: null. */
    private Object value(Node node, String path, int depth) {
      // An alias may point at a map it stands in; the composer's own limit sees the text only.
      if (depth > MAX_DEPTH) {
        refuse(node, path, "is nested deeper than %d levels".formatted(MAX_DEPTH));
        return null;
      }
      if (node instanceof MappingNode map) return map(map, path, depth);
      if (node instanceof SequenceNode list) return list(list, path, depth);
      ScalarNode scalar = (ScalarNode) node;
      String text = scalar.getValue();
      if (!CoreSchema.TAGS.contains(scalar.getTag())) {
        refuse(node, path, "has the tag %s, which settings do not use".formatted(scalar.getTag()));
        return null;
      }
      return CoreSchema.value(scalar.getTag(), text);
    }

    void refuse(Node node, String path, String reason) {
      findings.add(new Finding(name + ":" + (node.getStartMark().getLine() + 1), path, reason));
    }
  }
}
