package dev.culvert.manager.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server said, in one line and without the request. */
final class KubeErrors {
  private KubeErrors() {}

  static String text(KubernetesClientException failure) {
    if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
      return failure.getStatus().getMessage();
    }
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null
        ? deepest.getClass().getSimpleName()
        : deepest.getMessage().lines().findFirst().orElse("");
  }

  /** Whether the same call may go well in a moment: no answer, or one that says so. */
  static boolean passing(KubernetesClientException failure) {
    int code = failure.getCode();
    return code <= 0 || code == 429 || code >= 500;
  }

  /** 403: a right is missing. */
  static boolean forbidden(KubernetesClientException failure) {
    return failure.getCode() == 403;
  }
}
