package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperException;

/** What the command line exits with; promised in docs/cli.md. */
final class ExitCodes {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int HELPER_NOT_RUNNING = 3;
  static final int NOT_ALLOWED = 4;
  static final int NOT_CONNECTED = 5;

  private ExitCodes() {}

  static int of(HelperException.Reason reason) {
    return switch (reason) {
      case NOT_RUNNING -> HELPER_NOT_RUNNING;
      case NOT_TRUSTED, NOT_ALLOWED -> NOT_ALLOWED;
      case BAD_REQUEST -> USAGE;
      case WRONG_STATE, CREDENTIALS -> NOT_CONNECTED;
      case FAILED -> FAILED;
    };
  }
}
