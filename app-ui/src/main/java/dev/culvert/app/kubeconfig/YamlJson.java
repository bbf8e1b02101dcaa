package dev.culvert.app.kubeconfig;

import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** YAML as JSON, and JSON strings: just what a credential plug-in is told. */
final class YamlJson {
  /** Scalars whose YAML 1.2 spelling is JSON's too. */
  private static final Set<Tag> BARE = Set.of(Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

  private YamlJson() {}

  static void write(Node node, StringBuilder out) {
    switch (node) {
      case MappingNode mapping -> {
        String separator = "{";
        for (NodeTuple tuple : mapping.getValue()) {
          out.append(separator);
          String key = tuple.getKeyNode() instanceof ScalarNode s ? s.getValue() : "";
          string(key, out);
          out.append(':');
          write(tuple.getValueNode(), out);
          separator = ",";
        }
        out.append(mapping.getValue().isEmpty() ? "{}" : "}");
      }
      case SequenceNode sequence -> {
        String separator = "[";
        for (Node item : sequence.getValue()) {
          out.append(separator);
          write(item, out);
          separator = ",";
        }
        out.append(sequence.getValue().isEmpty() ? "[]" : "]");
      }
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> out.append("null");
      case ScalarNode scalar when BARE.contains(scalar.getTag()) -> out.append(scalar.getValue());
      case ScalarNode scalar -> string(scalar.getValue(), out);
      default -> out.append("null");
    }
  }

  /** A JSON string, RFC 8259 section 7. */
  static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
