package dev.culvert.manager.attach;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts agents into the pods of attachments, into each pod one at a time. */
final class Placing {
  private static final Logger LOG = LoggerFactory.getLogger(Placing.class);
  private static final Duration PLACE_AGAIN = Duration.ofSeconds(25);

  private final Workloads workloads;
  private final AgentHub agents;
  private final Clock clock;

  Placing(Workloads workloads, AgentHub agents, Clock clock) {
    this.workloads = workloads;
    this.agents = agents;
    this.clock = clock;
  }

  /**
   * Whether one is to be placed, and marks it as placed. Guarded by the book, as the entries are.
   */
  boolean needed(Entry entry, PodView pod) {
    if (agents.find(pod.uid(), entry.meant.container(), entry.rights()).isPresent()) {
      return false;
    }
    Instant now = clock.instant();
    Instant before = entry.placed.get(pod.uid());
    if (before != null && before.isAfter(now.minus(PLACE_AGAIN))) {
      return false;
    }
    entry.placed.put(pod.uid(), now);
    return true;
  }

  /**
   * Places one. Blocks.
   *
   * @return what is in the way
   */
  Optional<String> place(Entry entry, PodView pod) {
    try {
      agents.expect(pod.uid());
      Optional<String> name =
          workloads.placeAgent(pod, entry.meant.container(), entry.rights(), false);
      LOG.info("agent {} placed in {}/{}", name.orElse("?"), pod.namespace(), pod.name());
      return Optional.empty();
    } catch (Refusal | IOException | RuntimeException e) {
      LOG.warn("no agent in {}/{}: {}", pod.namespace(), pod.name(), e.getMessage());
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
