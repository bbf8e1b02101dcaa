package dev.culvert.app.helper;

/** What the helper, or the way to it, did not do, in words a person can act on. */
public final class HelperException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * @param message what happened and what to do
   */
  public HelperException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What kind; decides the exit code of the command line. */
  public Reason reason() {
    return reason;
  }

  /** The kinds. */
  public enum Reason {
    /** There is no helper at the socket. */
    NOT_RUNNING,
    /** The socket is not root's. */
    NOT_TRUSTED,
    /** This user may look and not change. */
    NOT_ALLOWED,
    /** The request was wrong. */
    BAD_REQUEST,
    /** Not possible in the present state. */
    WRONG_STATE,
    /** The kubeconfig, or its credential plug-in, failed. */
    CREDENTIALS,
    /** Everything else. */
    FAILED
  }
}
