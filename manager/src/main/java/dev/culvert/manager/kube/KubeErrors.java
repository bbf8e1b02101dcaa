package dev.culvert.manager.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server said, in one line and without the request. */
final class KubeErrors {
  private KubeErrors() {}

  static String text(KubernetesClientException failure) {
    if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
      return failure.getStatus().getMessage();
    }
    Throwable cause = failure.getCause();
    return cause != null && cause.getMessage() != null
        ? cause.getMessage()
        : String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /** 403: a right is missing. */
  static boolean forbidden(KubernetesClientException failure) {
    return failure.getCode() == 403;
  }
}
