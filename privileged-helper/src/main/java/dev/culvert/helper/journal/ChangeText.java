package dev.culvert.helper.journal;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A change as one line: its kind, then {@code key=value} with the value URL-encoded. Keys that are
 * not known are passed over, so that an older helper can undo what a newer one wrote.
 */
final class ChangeText {
  private static final String DEVICE = "device";
  private static final String ORIGINAL = "original";

  private ChangeText() {}

  static String encode(Change change) {
    return switch (change) {
      case Change.DeviceCreated c -> line("device-created", DEVICE, c.device());
      case Change.AddressAdded c ->
          line("address-added", DEVICE, c.device(), "address", c.address().toString());
      case Change.RouteAdded c ->
          line("route-added", DEVICE, c.device(), "destination", c.destination().toString());
      case Change.ResolvedLinkChanged c ->
          line("resolved-link-changed", DEVICE, c.device(), "index", "" + c.index());
      case Change.ResolvConfReplaced c ->
          line("resolv-conf-replaced", "path", c.path().toString(), "mark", c.mark())
              + switch (c.original()) {
                case OriginalFile.Absent o -> pairs(ORIGINAL, "absent");
                case OriginalFile.SymbolicLink o ->
                    pairs(ORIGINAL, "symlink", "target", o.target());
                case OriginalFile.Regular o ->
                    pairs(
                        ORIGINAL,
                        "file",
                        "bytes",
                        Base64.getEncoder().encodeToString(o.bytes()),
                        "mode",
                        Integer.toOctalString(o.mode()),
                        "uid",
                        "" + o.uid(),
                        "gid",
                        "" + o.gid());
              };
    };
  }

  /**
   * The reverse.
   *
   * @throws IllegalArgumentException when this line is not a change
   */
  static Change decode(String line) {
    String[] words = line.split(" ", -1);
    Map<String, String> values = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(
            word.substring(0, equals),
            URLDecoder.decode(word.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return switch (words[0]) {
      case "device-created" -> new Change.DeviceCreated(value(values, DEVICE));
      case "address-added" ->
          new Change.AddressAdded(value(values, DEVICE), IpAddress.parse(value(values, "address")));
      case "route-added" ->
          new Change.RouteAdded(value(values, DEVICE), Prefix.parse(value(values, "destination")));
      case "resolved-link-changed" ->
          new Change.ResolvedLinkChanged(
              value(values, DEVICE), Integer.parseInt(value(values, "index")));
      case "resolv-conf-replaced" ->
          new Change.ResolvConfReplaced(
              Path.of(value(values, "path")), original(values), value(values, "mark"));
      default -> throw new IllegalArgumentException("no kind of change: " + words[0]);
    };
  }

  private static OriginalFile original(Map<String, String> values) {
    String kind = value(values, ORIGINAL);
    return switch (kind) {
      case "absent" -> new OriginalFile.Absent();
      case "symlink" -> new OriginalFile.SymbolicLink(value(values, "target"));
      case "file" ->
          new OriginalFile.Regular(
              Base64.getDecoder().decode(value(values, "bytes")),
              Integer.parseInt(value(values, "mode"), 8),
              Integer.parseInt(value(values, "uid")),
              Integer.parseInt(value(values, "gid")));
      default -> throw new IllegalArgumentException("no kind of original: " + kind);
    };
  }

  private static String value(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(
          key + " is missing; there are " + Set.copyOf(values.keySet()));
    }
    return value;
  }

  private static String line(String kind, String... keysAndValues) {
    return kind + pairs(keysAndValues);
  }

  private static String pairs(String... keysAndValues) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      text.append(' ')
          .append(keysAndValues[i])
          .append('=')
          .append(URLEncoder.encode(keysAndValues[i + 1], StandardCharsets.UTF_8));
    }
    return text.toString();
  }
}
