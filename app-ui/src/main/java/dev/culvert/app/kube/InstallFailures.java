package dev.culvert.app.kube;

import dev.culvert.app.install.InstallException;
import dev.culvert.app.install.InstallException.Problem;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server's refusals are to who installs. */
final class InstallFailures {
  private InstallFailures() {}

  /**
   * Sorts a failure.
   *
   * @param what was tried: "apply Deployment culvert/culvert-manager"
   */
  static InstallException of(KubernetesClientException failure, String what) {
    String said = Troubles.describe(failure);
    return switch (failure.getCode()) {
      case 401 ->
          new InstallException(
              Problem.NOT_AUTHENTICATED,
              "the API server does not accept your credentials: " + said,
              "Log in again, or choose another context.");
      case 403 ->
          new InstallException(
              Problem.MISSING_RIGHT,
              "cannot %s: %s".formatted(what, said),
              "Ask who administers the cluster for this right; without rights in the whole cluster,"
                  + " --namespaced needs none outside the namespace.");
      case 0 ->
          new InstallException(
              Problem.CLUSTER_UNREACHABLE, said, "Check network, VPN and proxy, then try again.");
      default ->
          new InstallException(
              Problem.REFUSED,
              "cannot %s: %s".formatted(what, said),
              "If this names a field, chart and cluster do not fit: report it.");
    };
  }

  static InstallException missingRight(String account, String verb, String resource, String where) {
    return new InstallException(
        Problem.MISSING_RIGHT,
        "%s may not %s %s %s".formatted(account, verb, resource, where),
        "Ask who administers the cluster for this right; without rights in the whole cluster,"
            + " --namespaced needs none outside the namespace.");
  }
}
