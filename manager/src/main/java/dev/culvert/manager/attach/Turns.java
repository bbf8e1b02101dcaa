package dev.culvert.manager.attach;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The order in which an attachment's pods get its rules: one after the other, each when the agents
 * before it have said that they keep up. An agent that has just taken a pod's traffic runs code
 * that was never run before; were that all pods of a Service at once, on a busy node all their
 * probes could fail in the same seconds, and the Service would have no endpoint. Guarded by the
 * book.
 */
final class Turns {
  /** So long an agent may keep the others waiting. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<String, Instant> begun = new HashMap<>();

  /**
   * Whether a pod's agent may be told; that it was is remembered.
   *
   * @param pods of the attachment, by UID
   * @param attended whether an agent attends there that can do what is wanted
   * @param answered whether it has said that it is done
   */
  boolean begin(
      String pod,
      Iterable<String> pods,
      Predicate<String> attended,
      Predicate<String> answered,
      Instant now) {
    if (!attended.test(pod)) {
      begun.remove(pod);
      return false;
    }
    if (begun.containsKey(pod)) {
      return true;
    }
    for (String other : pods) {
      Instant since = begun.get(other);
      if (since != null
          && attended.test(other)
          && !answered.test(other)
          && now.isBefore(since.plus(PATIENCE))) {
        return false;
      }
    }
    begun.put(pod, now);
    return true;
  }

  /** Those whose turn is still to come. */
  List<String> waiting(Iterable<String> pods) {
    List<String> waiting = new ArrayList<>();
    for (String pod : pods) {
      if (!begun.containsKey(pod)) {
        waiting.add(pod);
      }
    }
    return waiting;
  }
}
