package dev.culvert.helper.state;

import dev.culvert.core.tunnel.ConnectFailure;

/** Makes problems of failures: the code and the remedy that go with each kind. */
public final class Problems {
  private Problems() {}

  /** The device could not be created or configured. */
  public static final String DEVICE = "CUL-H01";

  /** The routes could not be set. */
  public static final String ROUTES = "CUL-H02";

  /** The name resolution could not be set. */
  public static final String NAMES = "CUL-H03";

  /** Something could not be undone. */
  public static final String UNDO = "CUL-H04";

  /** The cluster's addresses are another network's, and there are no others for it. */
  public static final String OVERLAP = "CUL-H06";

  /** A defect of the helper. */
  public static final String DEFECT = "CUL-H05";

  /** No session, in the given step. */
  public static Problem of(ConnectFailure failure, Step step, Target target) {
    return new Problem(
        failure.kind().code(),
        sentence(failure),
        detail(failure),
        remedy(failure.kind(), target),
        step);
  }

  /** A change of this computer that failed. */
  public static Problem local(
      String code, String message, Throwable cause, String remedy, Step step) {
    return new Problem(code, message, sentence(cause), remedy, step);
  }

  private static String remedy(ConnectFailure.Kind kind, Target target) {
    String host = target.api().url().getHost();
    String namespace = target.managerNamespace();
    return switch (kind) {
      case API_UNREACHABLE ->
          "Check that this computer reaches " + host + ": network, VPN and proxy.";
      case API_UNTRUSTED ->
          "Check certificate-authority-data and server of context "
              + target.context()
              + " in the kubeconfig; if the cluster was made anew, fetch its kubeconfig again.";
      case API_UNAUTHENTICATED ->
          "Log in again, or refresh the credentials of context " + target.context() + ".";
      case API_FORBIDDEN -> "Ask who administers the cluster for this right.";
      case MANAGER_MISSING ->
          "Install it (culvert install "
              + target.context()
              + " -n "
              + namespace
              + "), or choose the namespace it runs in.";
      case MANAGER_NOT_READY ->
          "Look at the manager's pod: kubectl -n " + namespace + " describe pods, and its logs.";
      case MANAGER_UNREACHABLE ->
          "Try again; if it stays, look at the manager's logs: kubectl -n "
              + namespace
              + " logs deploy/culvert-manager.";
      case MANAGER_UNTRUSTED ->
          "Restart the manager so that it publishes its authority again: kubectl -n "
              + namespace
              + " rollout restart deploy/culvert-manager.";
      case MANAGER_UNAUTHENTICATED ->
          "Refresh the credentials of context " + target.context() + " and connect again.";
      case MANAGER_FORBIDDEN -> "Ask who administers the cluster for this right.";
      case CONNECTION_LOST -> "Connect again.";
      case PROTOCOL ->
          "Update Culvert and the manager to the same version; if it stays, report the detail.";
    };
  }

  private static String sentence(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  private static String detail(ConnectFailure failure) {
    Throwable cause = failure.getCause();
    return cause == null ? "" : sentence(cause);
  }
}
