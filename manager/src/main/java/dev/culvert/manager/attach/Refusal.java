package dev.culvert.manager.attach;

/** Something was asked that is not done; the text is for the person. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Why. */
  public enum Kind {
    /** What was asked cannot be. */
    INVALID,
    /** There is no such thing. */
    NOT_FOUND,
    /** The account has not the right. */
    DENIED,
    /** Somebody or something is in the way. */
    IN_THE_WAY,
    /** The API server does not answer. */
    UNAVAILABLE
  }

  /**
   * @param text one sentence that names the thing
   */
  public Refusal(Kind kind, String text) {
    super(text);
    this.kind = kind;
  }

  /** Why. */
  public Kind kind() {
    return kind;
  }
}
