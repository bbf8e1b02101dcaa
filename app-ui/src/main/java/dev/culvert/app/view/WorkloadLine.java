package dev.culvert.app.view;

import dev.culvert.app.cluster.Workload;
import java.util.stream.Collectors;

/** A line of the workloads' table: a namespace's head, or a workload. */
public sealed interface WorkloadLine {

  /** The namespace the line belongs to. */
  String namespace();

  /**
   * A namespace's head.
   *
   * @param failing workloads that want pods and have none ready
   * @param notReady workloads that have fewer than they want, without the failing ones
   */
  record Head(String namespace, int workloads, int failing, int notReady, boolean folded)
      implements WorkloadLine {}

  /** A workload. */
  record Row(Workload workload) implements WorkloadLine {
    @Override
    public String namespace() {
      return workload.key().namespace();
    }

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
      return workload.ports().isEmpty()
          ? Units.UNKNOWN
          : workload.ports().stream()
              .map(p ->
                  p.number()
                      + (p.protocol().equals("TCP")
                          ? ""
                          : " " + p.protocol().toLowerCase(java.util.Locale.ROOT)))
              .distinct()
              .collect(Collectors.joining(", "));
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
