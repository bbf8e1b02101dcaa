package dev.culvert.app.view;

import dev.culvert.app.cluster.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A line of the workloads' table: a namespace's head, or a workload. */
public sealed interface WorkloadLine {

  /**
   * A group's head.
   *
   * @param group its name: a namespace, or a kind in Kubernetes' words
   * @param failing workloads that want pods and have none ready
   * @param notReady workloads that have fewer than they want, without the failing ones
   */
  record Head(String group, int workloads, int failing, int notReady, boolean folded)
      implements WorkloadLine {}

  /** The name of a kind's icon. */
  static String icon(Workload.Kind kind) {
    return switch (kind) {
      case DEPLOYMENT, REPLICA_SET -> "mdi2c-cube-outline";
      case STATEFUL_SET -> "mdi2d-database-outline";
      case DAEMON_SET -> "mdi2l-layers-outline";
      case JOB, CRON_JOB -> "mdi2c-clock-outline";
      case POD -> "mdi2h-hexagon-outline";
    };
  }

  /** A workload. */
  record Row(Workload workload) implements WorkloadLine {
    private static final int PORTS_LENGTH = 15;

    /** {@code 2/2}, or idle. */
    public String ready() {
      return workload.desired() == 0
          ? Messages.text("ready.idle")
          : workload.ready() + "/" + workload.desired();
    }

    /** How it is. */
    public Health health() {
      return Health.of(workload);
    }

    /** {@code 8080, 9090}. */
    public String ports() {
      if (workload.ports().isEmpty()) {
        return Units.UNKNOWN;
      }
      Map<String, List<String>> byProtocol = new TreeMap<>();
      workload
          .ports()
          .forEach(p ->
              byProtocol
                  .computeIfAbsent(
                      p.protocol().equals("TCP")
                          ? ""
                          : " " + p.protocol().toLowerCase(java.util.Locale.ROOT),
                      protocol -> new ArrayList<>())
                  .add(String.valueOf(p.number())));
      return byProtocol.entrySet().stream()
          .map(e -> e.getValue().stream().distinct().collect(Collectors.joining(", ")) + e.getKey())
          .collect(Collectors.joining(", "));
    }

    /** As many of the ports as a narrow column shows whole, and how many more there are. */
    public String firstPorts() {
      String all = ports();
      String[] parts = all.split(", ", -1);
      if (all.length() <= PORTS_LENGTH) {
        return all;
      }
      StringBuilder some = new StringBuilder(parts[0]);
      int count = 1;
      while (some.length() + 2 + parts[count].length() <= PORTS_LENGTH - 3) {
        some.append(", ").append(parts[count++]);
      }
      return some + " +" + (parts.length - count);
    }

    /** The image without its registry. */
    public String image() {
      String image = workload.image();
      int slash = image.indexOf('/');
      // A registry is a host: it has a dot, a port, or is localhost.
      return slash > 0 && image.substring(0, slash).matches(".*[.:].*|localhost")
          ? image.substring(slash + 1)
          : image;
    }
  }

  /** How a workload is. */
  enum Health {
    /** It wants no pods. */
    IDLE,
    /** As many as wanted are ready. */
    READY,
    /** Fewer. */
    PARTLY,
    /** None. */
    FAILING;

    static Health of(Workload workload) {
      if (workload.desired() == 0) {
        return IDLE;
      }
      return workload.ready() >= workload.desired()
          ? READY
          : workload.ready() == 0 ? FAILING : PARTLY;
    }
  }
}
