package dev.culvert.app.view;

import dev.culvert.app.cluster.Workload;
import java.util.Locale;

/**
 * A workload as filters see it.
 *
 * @param starred whether it is a favourite
 */
record WorkloadSubject(Workload workload, boolean starred) implements Filter.Subject {
  @Override
  public boolean says(String word) {
    int equals = word.indexOf('=');
    if (equals > 0) {
      String value = workload.labels().get(word.substring(0, equals));
      return value != null && value.equalsIgnoreCase(word.substring(equals + 1));
    }
    return Filter.in(workload.key().name(), word) || Filter.in(workload.image(), word);
  }

  @Override
  public boolean is(String key, String value) {
    return switch (key) {
      case "name" -> Filter.in(workload.key().name(), value);
      case "image" -> Filter.in(workload.image(), value);
      case "ns", "namespace" -> workload.key().namespace().equals(value);
      case "kind" -> workload.key().kind().word().toLowerCase(Locale.ROOT).startsWith(value);
      case "port" ->
          workload.ports().stream().anyMatch(p -> Integer.toString(p.number()).equals(value));
      case "ready" ->
          switch (WorkloadLine.Health.of(workload)) {
            case READY -> value.equals("yes");
            case IDLE -> value.equals("idle");
            case PARTLY, FAILING -> value.equals("no");
          };
      case "is" -> value.startsWith("fav") && starred;
      case "service" -> workload.services().stream().anyMatch(s -> Filter.in(s, value));
      default -> false;
    };
  }
}
