package dev.culvert.app.kubeconfig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML (or JSON, which is YAML) object read field by field; what has the wrong type is told with
 * its line. Fields that are not asked for are ignored, as kubectl does.
 */
final class YamlMap {
  /** Kubeconfigs with hundreds of clusters carry megabytes of certificates. */
  private static final int LARGEST_DOCUMENT = 64 << 20;

  private final Map<String, Node> fields;
  private final int line;

  private YamlMap(Map<String, Node> fields, int line) {
    this.fields = fields;
    this.line = line;
  }

  /** Wrong type or wrong syntax; the message begins with the line. */
  static final class YamlException extends Exception {
    private static final long serialVersionUID = 1L;

    YamlException(int line, String message) {
      super(line > 0 ? "line " + line + ": " + message : message);
    }
  }

  /** An empty text is an empty object. */
  static YamlMap parse(String text) throws YamlException {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(LARGEST_DOCUMENT).build();
    Optional<Node> root;
    try {
      root = new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(0);
      throw new YamlException(line, "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new YamlException(0, "not YAML: " + e.getMessage());
    }
    if (root.isEmpty() || isNull(root.orElseThrow())) {
      return new YamlMap(Map.of(), 1);
    }
    return of(root.orElseThrow(), "the document");
  }

  private static YamlMap of(Node node, String what) throws YamlException {
    if (!(node instanceof MappingNode mapping)) {
      throw new YamlException(lineOf(node), what + " must be a map of fields");
    }
    Map<String, Node> fields = new LinkedHashMap<>();
    for (var tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new YamlException(lineOf(tuple.getKeyNode()), "a field's name must be text");
      }
      fields.put(key.getValue(), tuple.getValueNode());
    }
    return new YamlMap(fields, lineOf(node));
  }

  /** Where it begins, from 1. */
  int line() {
    return line;
  }

  boolean has(String name) {
    return field(name) != null;
  }

  /** Empty when absent. */
  String text(String name) throws YamlException {
    Node node = field(name);
    return node == null ? "" : text(node, name);
  }

  private static String text(Node node, String name) throws YamlException {
    if (!(node instanceof ScalarNode scalar)) {
      throw new YamlException(lineOf(node), name + " must be text");
    }
    if (!scalar.getTag().equals(Tag.STR)) {
      throw new YamlException(
          lineOf(node),
          "%s must be text, and %s is not: put it in quotes".formatted(name, scalar.getValue()));
    }
    return scalar.getValue();
  }

  /** False when absent. */
  boolean flag(String name) throws YamlException {
    Node node = field(name);
    if (node == null) {
      return false;
    }
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      return Boolean.parseBoolean(scalar.getValue());
    }
    throw new YamlException(lineOf(node), name + " must be true or false");
  }

  /** Null when absent. */
  @Nullable YamlMap map(String name) throws YamlException {
    Node node = field(name);
    return node == null ? null : of(node, name);
  }

  /** Empty when absent. */
  List<YamlMap> maps(String name) throws YamlException {
    List<YamlMap> all = new ArrayList<>();
    for (Node item : items(name)) {
      all.add(of(item, "each of " + name));
    }
    return all;
  }

  /** Empty when absent. */
  List<String> texts(String name) throws YamlException {
    List<String> all = new ArrayList<>();
    for (Node item : items(name)) {
      all.add(text(item, "each of " + name));
    }
    return all;
  }

  /** The field as JSON, null when absent. */
  @Nullable String json(String name) {
    Node node = field(name);
    if (node == null) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    YamlJson.write(node, out);
    return out.toString();
  }

  private List<Node> items(String name) throws YamlException {
    Node node = field(name);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw new YamlException(lineOf(node), name + " must be a list");
    }
    return sequence.getValue();
  }

  private @Nullable Node field(String name) {
    Node node = fields.get(name);
    return node == null || isNull(node) ? null : node;
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
