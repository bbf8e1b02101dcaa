package dev.culvert.playground.demo;

/** A step of the story did not go as it should; the message says what was seen and expected. */
final class WrongTurn extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongTurn(String message) {
    super(message);
  }
}
