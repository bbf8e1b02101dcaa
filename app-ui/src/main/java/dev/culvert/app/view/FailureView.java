package dev.culvert.app.view;

import java.util.List;

/**
 * A failure to connect: the chain of steps, what to do, a code to search for.
 *
 * @param text what the others said and what did not happen
 * @param code empty when there is none
 * @param details everything, to be copied into a message to someone who can help
 */
public record FailureView(
    String title,
    String text,
    List<Link> chain,
    String remedyTitle,
    String remedy,
    String code,
    String details) {
  public FailureView {
    chain = List.copyOf(chain);
  }

  /**
   * One step of the chain.
   *
   * @param took how long, or empty
   */
  public record Link(Fate fate, String name, String text, String took) {}

  /** What became of a step. */
  public enum Fate {
    /** It was done. */
    DONE,
    /** Here it ended. */
    FAILED,
    /** It was not come to. */
    NOT_TRIED
  }
}
