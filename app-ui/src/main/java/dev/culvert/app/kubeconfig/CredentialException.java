package dev.culvert.app.kubeconfig;

/**
 * A kubeconfig, or a credential it leads to, cannot be used. The message says which, in which file,
 * what is wrong and what would be right.
 */
public final class CredentialException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message for a person
   */
  public CredentialException(String message) {
    super(message);
  }

  /**
   * @param message for a person
   */
  public CredentialException(String message, Throwable cause) {
    super(message, cause);
  }
}
