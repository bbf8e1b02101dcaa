package dev.culvert.manager.attach;

import dev.culvert.manager.attach.ServicePorts.PortView;
import dev.culvert.proto.attach.v1.Passage;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the target ports of Services to agents that may not redirect. A Service's port is moved
 * while every pod behind it has an agent that passes on, and is moved back as soon as one has not:
 * a pod without an agent has nobody who listens at the agent's port. Thread-safe.
 */
final class TargetPorts {
  private static final Logger LOG = LoggerFactory.getLogger(TargetPorts.class);

  /** Above what kernels use for outgoing connections. */
  private static final int FIRST = 61_000;

  private static final int COUNT = 4_000;

  /**
   * A container's port that is wanted at its agent.
   *
   * @param pods those of the workload that run
   */
  record Need(String container, Port port, Collection<PodView> pods) {
    Need {
      pods = List.copyOf(pods);
    }

    private boolean udp() {
      return port.getTransport() == Transport.TRANSPORT_UDP;
    }

    /** The same for everybody who is attached to it. */
    private String key() {
      return pods.stream().findFirst().map(PodView::namespace).orElse("")
          + " "
          + container
          + " "
          + port.getRemote()
          + " "
          + udp();
    }
  }

  private record Moved(PortView servicePort, String container, Passage passage) {}

  private final ServicePorts servicePorts;
  private final Supplier<List<Need>> needs;
  private final Passing passes;
  private final Consumer<Set<String>> changed;
  private final Executor blocking;
  private final RandomGenerator random;
  private final AtomicBoolean asked = new AtomicBoolean();

  /** One look at a time; it asks the cluster, so it does not hold this object's own lock. */
  private final Object settling = new Object();

  private final Map<String, Passage> passages = new HashMap<>();
  private final Map<String, Moved> moved = new LinkedHashMap<>();

  /**
   * @param needs what is wanted now
   * @param passes whether a pod's agent beside a container listens at a passage
   * @param changed is told the pods whose passages may have changed
   */
  TargetPorts(
      ServicePorts servicePorts,
      Supplier<List<Need>> needs,
      Passing passes,
      Consumer<Set<String>> changed,
      Executor blocking,
      RandomGenerator random) {
    this.servicePorts = servicePorts;
    this.needs = needs;
    this.passes = passes;
    this.changed = changed;
    this.blocking = blocking;
    this.random = random;
  }

  /** Whether a pod's agent beside a container listens at a passage. */
  interface Passing {
    boolean passes(String podUid, String container, Passage passage);
  }

  /** Why these ports cannot be had so; empty when they can. Asks by a dry run. */
  Optional<String> obstacle(PodView pod, List<Port> ports, Set<String> workload)
      throws IOException {
    for (Port port : ports) {
      Need need = new Need("", port, List.of(pod));
      List<PortView> leading = leading(need);
      if (leading.isEmpty()) {
        return Optional.of(
            "no Service with an address of its own leads to port " + port.getRemote());
      }
      for (PortView servicePort : leading) {
        if (!workload.containsAll(servicePort.pods())) {
          return Optional.of(servicePort + " also leads to pods that are not of this workload");
        }
        Optional<String> refused = servicePorts.move(servicePort, FIRST, true);
        if (refused.isPresent()) {
          return refused;
        }
      }
    }
    return Optional.empty();
  }

  private List<PortView> leading(Need need) throws IOException {
    List<PortView> leading = new ArrayList<>();
    for (PodView pod : need.pods().stream().limit(1).toList()) {
      for (PortView servicePort :
          servicePorts.leadingTo(pod, Integer.parseInt(need.port().getRemote()), need.udp())) {
        if (!servicePort.headless()) {
          leading.add(servicePort);
        }
      }
    }
    return leading;
  }

  /** What a pod's agents are to listen at, by container. */
  synchronized Map<String, List<Passage>> passages(String podUid, List<Need> wanted) {
    Map<String, List<Passage>> byContainer = new HashMap<>();
    for (Need need : wanted) {
      if (need.pods().stream().anyMatch(pod -> pod.uid().equals(podUid))) {
        add(byContainer, need.container(), passage(need));
      }
    }
    for (Moved each : moved.values()) {
      if (each.servicePort().pods().contains(podUid)) {
        add(byContainer, each.container(), each.passage());
      }
    }
    return byContainer;
  }

  private static void add(Map<String, List<Passage>> to, String container, Passage passage) {
    List<Passage> all = to.computeIfAbsent(container, name -> new ArrayList<>());
    if (!all.contains(passage)) {
      all.add(passage);
    }
  }

  /**
   * Another port for each manager: the agents of one that is gone may still listen at theirs, and
   * cannot be asked to leave.
   */
  private synchronized Passage passage(Need need) {
    return passages.computeIfAbsent(
        need.key(),
        key ->
            Passage.newBuilder()
                .setPort(Integer.parseInt(need.port().getRemote()))
                .setTransport(need.port().getTransport())
                .setListen(FIRST + random.nextInt(COUNT))
                .build());
  }

  /** Whether the Services' ports of a need lead to its agents. */
  synchronized boolean leads(Need need) {
    return moved.values().stream()
        .anyMatch(each ->
            each.container().equals(need.container())
                && each.passage().equals(passage(need))
                && need.pods().stream()
                    .anyMatch(pod -> each.servicePort().pods().contains(pod.uid())));
  }

  /** Something may have changed. Returns at once. */
  void look() {
    if (asked.compareAndSet(false, true)) {
      blocking.execute(this::settle);
    }
  }

  private void settle() {
    synchronized (settling) {
      asked.set(false);
      Map<String, Moved> wanted = new LinkedHashMap<>();
      try {
        for (Need need : needs.get()) {
          for (PortView servicePort : leading(need)) {
            wanted.put(servicePort.key(), new Moved(servicePort, need.container(), passage(need)));
          }
        }
        for (Moved each : wanted.values()) {
          boolean safe =
              !each.servicePort().pods().isEmpty()
                  && each.servicePort().pods().stream()
                      .allMatch(pod -> passes.passes(pod, each.container(), each.passage()));
          if (safe) {
            move(each);
          } else {
            restore(each.servicePort().key());
          }
        }
        for (String key : moved()) {
          if (!wanted.containsKey(key)) {
            restore(key);
          }
        }
      } catch (IOException | RuntimeException e) {
        LOG.warn("target ports are as they were, until the next look", e);
      }
    }
  }

  private synchronized List<String> moved() {
    return List.copyOf(moved.keySet());
  }

  private void move(Moved each) throws IOException {
    Optional<String> refused =
        servicePorts.move(each.servicePort(), each.passage().getListen(), false);
    if (refused.isPresent()) {
      LOG.warn("{} stays where it is: {}", each.servicePort(), refused.orElseThrow());
      return;
    }
    Moved before;
    synchronized (this) {
      before = moved.put(each.servicePort().key(), each);
    }
    if (before == null) {
      LOG.info("{} leads to agents at {}", each.servicePort(), each.passage().getListen());
    }
    if (!each.equals(before)) {
      changed.accept(each.servicePort().pods());
    }
  }

  private void restore(String key) throws IOException {
    Moved each;
    synchronized (this) {
      each = moved.get(key);
    }
    if (each == null) {
      return;
    }
    servicePorts.restore(each.servicePort());
    LOG.info("{} leads to the pods again", each.servicePort());
    synchronized (this) {
      moved.remove(key);
    }
    changed.accept(each.servicePort().pods());
  }

  /** Moves everything back, before the manager ends. */
  void close() {
    synchronized (settling) {
      for (String key : moved()) {
        try {
          restore(key);
        } catch (IOException | RuntimeException e) {
          LOG.warn("{} is not restored; the next manager will do so", key, e);
        }
      }
    }
  }
}
