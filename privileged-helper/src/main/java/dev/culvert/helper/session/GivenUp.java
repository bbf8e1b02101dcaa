package dev.culvert.helper.session;

/** Somebody has asked for something else meanwhile: the work ends here, and nobody is told. */
final class GivenUp extends Exception {
  private static final long serialVersionUID = 1L;

  GivenUp() {
    super("given up");
  }
}
