package dev.culvert.app.install;

/** Why the manager is not installed, or not removed. */
public final class InstallException extends Exception {
  private static final long serialVersionUID = 1;

  private final Problem problem;
  private final String remedy;

  /** What went wrong; the code is stable and can be searched for. */
  public enum Problem {
    /** The API server cannot be reached, or not be trusted. */
    CLUSTER_UNREACHABLE("CUL-I01"),
    /** The API server does not accept the credentials. */
    NOT_AUTHENTICATED("CUL-I02"),
    /** The account lacks a right; the message names verb, resource and namespace. */
    MISSING_RIGHT("CUL-I03"),
    /** The image of the manager cannot be had. */
    IMAGE("CUL-I04"),
    /** No node takes the manager's pod. */
    UNSCHEDULABLE("CUL-I05"),
    /** Admission or a quota keeps the pod from being made. */
    POD_REFUSED("CUL-I06"),
    /** The pod is there, and its container cannot start or ends again. */
    POD_FAILS("CUL-I07"),
    /** Somebody else manages what is there: a Helm release, another tool. */
    OWNED_BY_ANOTHER("CUL-I08"),
    /** Nothing of Culvert is in this namespace. */
    NOT_INSTALLED("CUL-I09"),
    /** None of these, and it takes longer than one waits. */
    NOT_IN_TIME("CUL-I10"),
    /** The API server refuses an object. */
    REFUSED("CUL-I11");

    private final String code;

    Problem(String code) {
      this.code = code;
    }

    /** For searching. */
    public String code() {
      return code;
    }
  }

  /**
   * @param message one sentence, without the remedy
   * @param remedy what to do, one sentence
   */
  public InstallException(Problem problem, String message, String remedy) {
    super(message);
    this.problem = problem;
    this.remedy = remedy;
  }

  /** Its kind. */
  public Problem problem() {
    return problem;
  }

  /** What to do. */
  public String remedy() {
    return remedy;
  }
}
