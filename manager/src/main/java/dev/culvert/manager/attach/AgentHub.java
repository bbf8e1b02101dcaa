package dev.culvert.manager.attach;

import dev.culvert.proto.attach.v1.Passage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The agents: which pods may have one, which attend, and what each was told last. Thread-safe. */
public final class AgentHub {
  /** Pods in which an agent was placed, by UID: nobody else is let in. */
  private final Set<String> expected = new HashSet<>();

  private final Map<String, List<Known>> byPod = new HashMap<>();
  private final Consumer<String> changed;
  private long generation;

  /** An agent, and what it has been told and has answered. */
  private static final class Known {
    private final AgentLink link;
    private Orders told = Orders.NONE;
    private long toldAs;
    private long answered;
    private Map<String, String> failures = Map.of();

    /** Where it listens, as it said, and has not been told to stop. */
    private Set<Passage> open = Set.of();

    Known(AgentLink link) {
      this.link = link;
    }
  }

  /**
   * @param changed is told the UID of a pod whose agents came, went or answered
   */
  public AgentHub(Consumer<String> changed) {
    this.changed = changed;
  }

  /** An agent is being placed in this pod. */
  public synchronized void expect(String podUid) {
    expected.add(podUid);
  }

  /** The pod is gone. */
  public synchronized void forget(String podUid) {
    expected.remove(podUid);
  }

  /** Whether an agent was placed there. */
  public synchronized boolean expects(String podUid) {
    return expected.contains(podUid);
  }

  /** It attends. */
  public void came(AgentLink link) {
    synchronized (this) {
      byPod.computeIfAbsent(link.podUid(), uid -> new ArrayList<>()).add(new Known(link));
    }
    changed.accept(link.podUid());
  }

  /** It does not attend any longer. */
  public void went(AgentLink link) {
    synchronized (this) {
      List<Known> all = byPod.get(link.podUid());
      if (all == null || !all.removeIf(known -> isSame(known.link, link))) {
        return;
      }
      if (all.isEmpty()) {
        byPod.remove(link.podUid());
      }
    }
    changed.accept(link.podUid());
  }

  /** It has made so what it was told. */
  public void applied(AgentLink link, long number, Map<String, String> failures) {
    synchronized (this) {
      known(link)
          .filter(known -> number > known.answered)
          .ifPresent(known -> {
            known.answered = number;
            known.failures = Map.copyOf(failures);
            if (known.answered >= known.toldAs) {
              known.open =
                  known.told.passages().stream()
                      .filter(passage -> !failures.containsKey(Orders.name(passage)))
                      .collect(Collectors.toUnmodifiableSet());
            }
          });
    }
    changed.accept(link.podUid());
  }

  private Optional<Known> known(AgentLink link) {
    return byPod.getOrDefault(link.podUid(), List.of()).stream()
        .filter(known -> isSame(known.link, link))
        .findFirst();
  }

  /** An agent in this pod beside this container. */
  public synchronized Optional<AgentLink> find(String podUid, String target, AgentRights rights) {
    return byPod.getOrDefault(podUid, List.of()).stream()
        .map(known -> known.link)
        .filter(link -> link.hello().getTarget().equals(target))
        .filter(link -> may(link).compareTo(rights) >= 0)
        .reduce((older, newer) -> newer);
  }

  private static AgentRights may(AgentLink link) {
    return !link.hello().getCanRedirect()
        ? AgentRights.BESIDE
        : link.hello().getCanHold() ? AgentRights.HOLD : AgentRights.REDIRECT;
  }

  /** The agent that has the traffic: the one that may most. */
  private Optional<AgentLink> chosen(String podUid, String target) {
    return find(podUid, target, AgentRights.HOLD)
        .or(() -> find(podUid, target, AgentRights.REDIRECT))
        .or(() -> find(podUid, target, AgentRights.BESIDE));
  }

  /** Tells the agents of a pod what is wanted beside each container, where that is news. */
  public synchronized void want(String podUid, Map<String, Orders> byTarget) {
    for (Known known : byPod.getOrDefault(podUid, List.of())) {
      AgentLink link = known.link;
      String target = link.hello().getTarget();
      boolean chosen = chosen(podUid, target).filter(link::equals).isPresent();
      Orders orders = chosen ? byTarget.getOrDefault(target, Orders.NONE) : Orders.NONE;
      if (!orders.equals(known.told)) {
        known.told = orders;
        known.open =
            known.open.stream()
                .filter(orders.passages()::contains)
                .collect(Collectors.toUnmodifiableSet());
        known.toldAs = ++generation;
        link.want(known.toldAs, known.told);
      }
    }
  }

  /**
   * How far an attachment is in a pod.
   *
   * @return empty: not yet; otherwise what failed, or the empty string
   */
  public synchronized Optional<String> state(String podUid, String target, String attachment) {
    return chosen(podUid, target)
        .flatMap(this::known)
        .filter(known ->
            known.answered >= known.toldAs
                && known.told.rules().stream()
                    .anyMatch(rule -> rule.getAttachment().equals(attachment)))
        .map(known -> known.failures.getOrDefault(attachment, ""));
  }

  /** Whether the pod's agent listens at a passage and passes on. */
  public synchronized boolean passes(String podUid, String target, Passage passage) {
    return chosen(podUid, target)
        .flatMap(this::known)
        .filter(known -> known.open.contains(passage))
        .isPresent();
  }

  /** Whether no agent of the pod has anything of the attachment in force. */
  public synchronized boolean free(String podUid, String attachment) {
    return byPod.getOrDefault(podUid, List.of()).stream()
        .allMatch(known ->
            known.answered >= known.toldAs
                && known.told.rules().stream()
                    .noneMatch(rule -> rule.getAttachment().equals(attachment)));
  }

  /** Agents that attend, for the log. */
  public synchronized Map<String, Integer> count() {
    Map<String, Integer> count = new LinkedHashMap<>();
    byPod.forEach((uid, all) -> count.put(uid, all.size()));
    return count;
  }

  /** The very link, not one that is like it: an agent that came back is another. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(AgentLink one, AgentLink other) {
    return one == other;
  }
}
