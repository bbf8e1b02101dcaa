package dev.culvert.app.cli;

/** Ends a command with a message for the person and an exit code. */
final class CliException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String reason;

  /**
   * @param reason a stable word for {@code --json}
   */
  CliException(int exitCode, String reason, String message) {
    super(message);
    this.exitCode = exitCode;
    this.reason = reason;
  }

  int exitCode() {
    return exitCode;
  }

  String reason() {
    return reason;
  }
}
