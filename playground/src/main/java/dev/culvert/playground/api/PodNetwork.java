package dev.culvert.playground.api;

import dev.culvert.playground.machine.Namespace;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** Running pods, for what the API server does with them. */
public interface PodNetwork {
  /** The namespace of a running pod; empty when there is none of that name. */
  Optional<Namespace> find(String namespace, String pod);

  /**
   * Adds an ephemeral container to a running pod.
   *
   * @param dryRun only says whether it would be allowed
   * @return the pod's object; empty when there is no such pod
   * @throws Forbidden when the namespace does not allow it
   */
  Optional<Pod> addEphemeral(
      String namespace, String pod, EphemeralContainer container, boolean dryRun)
      throws Forbidden;

  /** What pod security admission says. */
  final class Forbidden extends Exception {
    private static final long serialVersionUID = 1L;

    /** In the API server's words. */
    public Forbidden(String text) {
      super(text);
    }
  }
}
