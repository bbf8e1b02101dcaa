package dev.culvert.manager.agent.path;

/**
 * What the manager is to know of an attachment's traffic. On the event loop; any number of times.
 */
@FunctionalInterface
public interface Notes {
  /** A connection, request or flow went to the attachment's laptop. */
  void taken(String attachment);

  /** Why the attachment may not get what its owner expects, in words. */
  default void remark(String attachment, String text) {}
}
