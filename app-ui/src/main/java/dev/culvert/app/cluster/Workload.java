package dev.culvert.app.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One workload.
 *
 * @param desired replicas wanted; 0 is idle
 * @param ready replicas ready
 * @param ports of its containers and of the services that select it, without doubles, ascending
 * @param image of its first container
 * @param services names of the services that select its pods
 */
public record Workload(
    Key key,
    int desired,
    int ready,
    List<Port> ports,
    String image,
    Instant created,
    Map<String, String> labels,
    List<String> services) {
  public Workload {
    ports = List.copyOf(ports);
    labels = Map.copyOf(labels);
    services = List.copyOf(services);
  }

  /** What names it in a cluster. */
  public record Key(Kind kind, String namespace, String name) {}

  /** Kinds in Kubernetes' own words. */
  public enum Kind {
    DEPLOYMENT("Deployment"),
    STATEFUL_SET("StatefulSet"),
    DAEMON_SET("DaemonSet"),
    REPLICA_SET("ReplicaSet"),
    JOB("Job"),
    CRON_JOB("CronJob"),
    POD("Pod");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As Kubernetes writes it. */
    public String word() {
      return word;
    }
  }

  /**
   * A port.
   *
   * @param name empty when it has none
   * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
   */
  public record Port(int number, String name, String protocol) {}
}
