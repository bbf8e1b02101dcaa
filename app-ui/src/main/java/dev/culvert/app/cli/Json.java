package dev.culvert.app.cli;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON text out of maps, collections, strings, numbers, booleans, times (ISO 8601) and null. A
 * field that is not known is written as null, never left out: the field names are a promise.
 */
final class Json {
  private final StringBuilder out = new StringBuilder();

  private Json() {}

  /** An object whose fields keep their order. */
  static final class Obj {
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    Obj put(String name, @Nullable Object value) {
      fields.put(name, value);
      return this;
    }
  }

  static Obj obj() {
    return new Obj();
  }

  /** On one line. */
  static String write(@Nullable Object value) {
    Json json = new Json();
    json.value(value);
    return json.out.toString();
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case Optional<?> optional -> value(optional.orElse(null));
      case Obj object -> object(object.fields);
      case Map<?, ?> map -> object(map);
      case Collection<?> items -> {
        out.append('[');
        String separator = "";
        for (Object item : items) {
          out.append(separator);
          value(item);
          separator = ",";
        }
        out.append(']');
      }
      case Boolean b -> out.append(b.booleanValue());
      case Number n -> out.append(n);
      case Instant time -> string(time.toString());
      default -> string(value.toString());
    }
  }

  private void object(Map<?, ?> fields) {
    out.append('{');
    String separator = "";
    for (var field : fields.entrySet()) {
      out.append(separator);
      string(String.valueOf(field.getKey()));
      out.append(':');
      value(field.getValue());
      separator = ",";
    }
    out.append('}');
  }

  /** RFC 8259 section 7. */
  private void string(String text) {
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
