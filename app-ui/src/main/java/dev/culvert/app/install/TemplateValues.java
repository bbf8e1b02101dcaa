package dev.culvert.app.install;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values in templates, and the functions on them, as Go and Helm have them. */
final class TemplateValues {
  private TemplateValues() {}

  static @Nullable Object call(String function, List<@Nullable Object> arguments) {
    return switch (function) {
      case "eq" -> Objects.equals(arguments.get(0), arguments.get(1));
      case "default" -> truth(arguments.get(1)) ? arguments.get(1) : arguments.get(0);
      case "quote" -> json(text(arguments.getFirst()));
      // JSON is YAML, and fits every indentation.
      case "toYaml" -> json(arguments.getFirst());
      case "nindent" ->
          "\n" + " ".repeat((Integer) Objects.requireNonNull(arguments.get(0))) + arguments.get(1);
      default -> throw new IllegalArgumentException("no function of our charts: " + function);
    };
  }

  /** As Go's templates see it: zero, the empty and the absent are false. */
  static boolean truth(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean b -> b;
      case Number n -> n.doubleValue() != 0;
      case String s -> !s.isEmpty();
      case Collection<?> c -> !c.isEmpty();
      case Map<?, ?> m -> !m.isEmpty();
      default -> true;
    };
  }

  static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  static String json(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> json(entry.getKey()) + ": " + json(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Collection<?> list ->
          list.stream().map(TemplateValues::json).collect(Collectors.joining(", ", "[", "]"));
      case String text -> string(text);
      default -> value.toString();
    };
  }

  /** RFC 8259 section 7. */
  private static String string(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
