package dev.culvert.app.cluster;

import java.time.Instant;
import java.util.List;

/**
 * One workload looked at closely, at one moment. What could not be read says so by itself; the rest
 * is there all the same.
 *
 * @param revision of the roll-out, or empty
 */
public record WorkloadDetail(
    Workload.Key key,
    String revision,
    Part<Pod> pods,
    Part<Service> services,
    Part<Variable> environment,
    Part<Volume> volumes,
    Part<Event> events) {

  /**
   * Some of it.
   *
   * @param problem why it could not be read, in words; empty when it could
   */
  public record Part<T>(List<T> items, String problem) {
    public Part {
      items = List.copyOf(items);
    }

    /** What was read. */
    public static <T> Part<T> of(List<T> items) {
      return new Part<>(items, "");
    }

    /** Nothing was. */
    public static <T> Part<T> unread(String problem) {
      return new Part<>(List.of(), problem);
    }
  }

  /**
   * A pod.
   *
   * @param state in Kubernetes' words: {@code Running}, {@code CrashLoopBackOff}
   * @param address its IP, or empty
   */
  public record Pod(
      String name, String state, boolean ready, int restarts, String address, Instant created) {}

  /**
   * A service that selects the pods.
   *
   * @param address cluster IP, {@code headless}, or empty
   * @param ports as {@code 80 to 8080}
   */
  public record Service(String name, String address, List<String> ports) {
    public Service {
      ports = List.copyOf(ports);
    }
  }

  /**
   * A variable of a container.
   *
   * @param value empty when it is not known before a pod runs, and for secrets
   * @param origin where it comes from: empty when it is written in the workload, else as {@code
   *     ConfigMap orders, key db.host}
   * @param secret where the value lies, {@code null} when it is no secret
   */
  public record Variable(
      String container,
      String name,
      String value,
      String origin,
      @org.jspecify.annotations.Nullable SecretKey secret) {}

  /** A key of a Secret. */
  public record SecretKey(String namespace, String name, String key) {}

  /**
   * A volume where a container sees it.
   *
   * @param kind as {@code ConfigMap}, {@code PVC}
   * @param detail name or size
   */
  public record Volume(String path, String kind, String detail, boolean readOnly) {}

  /**
   * What happened.
   *
   * @param warning and not normal
   */
  public record Event(
      Instant at, boolean warning, String reason, String message, String about, int count) {}
}
