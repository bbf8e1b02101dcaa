package dev.culvert.playground.machine;

/**
 * What a command printed and how it ended.
 *
 * @param exitCode 128 + signal when it was killed
 * @param out standard output, UTF-8
 * @param err standard error, UTF-8
 */
public record Output(int exitCode, String out, String err) {
  /** Whether it ended with exit code 0. */
  public boolean ok() {
    return exitCode == 0;
  }

  /**
   * Itself, when the command succeeded.
   *
   * @throws IllegalStateException with what the command printed
   */
  public Output orFail(String what) {
    if (!ok()) {
      throw new IllegalStateException(
          what + " failed with exit code " + exitCode + ": " + (err.isBlank() ? out : err).strip());
    }
    return this;
  }
}
