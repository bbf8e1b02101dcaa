package dev.culvert.app.cli;

import dev.culvert.proto.attach.v1.Workload;
import java.util.Locale;
import java.util.Map;

/** A workload as a person writes it. */
final class WorkloadName {
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("deployment", "Deployment"),
          Map.entry("deploy", "Deployment"),
          Map.entry("statefulset", "StatefulSet"),
          Map.entry("sts", "StatefulSet"),
          Map.entry("replicaset", "ReplicaSet"),
          Map.entry("rs", "ReplicaSet"),
          Map.entry("daemonset", "DaemonSet"),
          Map.entry("ds", "DaemonSet"),
          Map.entry("pod", "Pod"),
          Map.entry("po", "Pod"),
          Map.entry("rollout", "Rollout"));

  private WorkloadName() {}

  /** NAME, KIND/NAME, or with NAMESPACE/KIND/NAME all of it. */
  static Workload parse(String text, String namespace) throws CliException {
    String[] parts = text.split("/", -1);
    String kind = parts.length < 2 ? "deployment" : parts[parts.length - 2];
    String known = KINDS.get(kind.toLowerCase(Locale.ROOT).replaceAll("s$", ""));
    if (known == null) {
      known = KINDS.get(kind.toLowerCase(Locale.ROOT));
    }
    if (known == null || parts.length > 3 || parts[parts.length - 1].isEmpty()) {
      throw new CliException(
          ExitCodes.USAGE,
          "USAGE",
          "A workload is NAME, KIND/NAME or NAMESPACE/KIND/NAME, not %s.".formatted(text));
    }
    return Workload.newBuilder()
        .setKind(known)
        .setName(parts[parts.length - 1])
        .setNamespace(parts.length == 3 ? parts[0] : namespace)
        .build();
  }
}
