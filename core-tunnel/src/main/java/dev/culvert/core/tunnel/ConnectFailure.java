package dev.culvert.core.tunnel;

/** Why there is no session: sorted by what a person can do about it. */
public final class ConnectFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /**
   * @param message one sentence that names the thing: "the API server at 192.0.2.10:6443 refused
   *     the connection"
   */
  public ConnectFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** As {@link #ConnectFailure(Kind, String)}, with what caused it. */
  public ConnectFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind it is. */
  public Kind kind() {
    return kind;
  }

  /** The kinds, each with the code that a person can search for. */
  public enum Kind {
    /**
     * No TCP connection to the API server (or its proxy): refused, unreachable, silent, name
     * unknown.
     */
    API_UNREACHABLE("CUL-K01", true),
    /** The API server's certificate is not the one the kubeconfig promises. */
    API_UNTRUSTED("CUL-K02", false),
    /** 401: the credentials are not (any longer) good. */
    API_UNAUTHENTICATED("CUL-K03", true),
    /** 403: a right is missing; the message names it. */
    API_FORBIDDEN("CUL-K04", false),
    /** The manager is not installed in the namespace. */
    MANAGER_MISSING("CUL-K05", false),
    /** The manager's pod is there and does not run or is not ready. */
    MANAGER_NOT_READY("CUL-K06", true),
    /** The forward opened and the manager's port refused or stayed silent. */
    MANAGER_UNREACHABLE("CUL-K07", true),
    /** What answers is not the manager whose authority the API server vouches for. */
    MANAGER_UNTRUSTED("CUL-K08", false),
    /** The manager does not know the caller. */
    MANAGER_UNAUTHENTICATED("CUL-K09", true),
    /** The manager knows the caller and lets it do nothing; the message names the right. */
    MANAGER_FORBIDDEN("CUL-K10", false),
    /** An established connection ended or went silent. */
    CONNECTION_LOST("CUL-K11", true),
    /** Neither side's fault as far as can be told; the message says what was seen. */
    PROTOCOL("CUL-K12", true);

    private final String code;
    private final boolean transientCause;

    Kind(String code, boolean transientCause) {
      this.code = code;
      this.transientCause = transientCause;
    }

    /** Stable and searchable. */
    public String code() {
      return code;
    }

    /** Whether trying again without a change by a person may help. */
    public boolean isTransient() {
      return transientCause;
    }
  }
}
