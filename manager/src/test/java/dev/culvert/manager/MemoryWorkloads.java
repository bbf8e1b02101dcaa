package dev.culvert.manager;

import dev.culvert.manager.attach.AgentRights;
import dev.culvert.manager.attach.PodView;
import dev.culvert.manager.attach.Refusal;
import dev.culvert.manager.attach.Workloads;
import dev.culvert.manager.auth.Identity;
import dev.culvert.proto.attach.v1.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A cluster of the test's: its pods, and what happens when an agent is placed. */
final class MemoryWorkloads implements Workloads {
  final List<PodView> pods = new CopyOnWriteArrayList<>();
  final List<String> placed = new CopyOnWriteArrayList<>();
  private final List<Consumer<List<PodView>>> followers = new CopyOnWriteArrayList<>();

  /** What the cluster says against an agent; empty: nothing. */
  Optional<String> refusal = Optional.empty();

  /** What the cluster says against an agent that redirects. */
  Optional<String> redirectRefusal = Optional.empty();

  /** Called for each agent that is placed. */
  Consumer<PodView> onPlaced = pod -> {};

  /** Rights that nobody has, as "verb resource". */
  final List<String> forbidden = new ArrayList<>();

  void changed() {
    followers.forEach(each -> each.accept(List.copyOf(pods)));
  }

  @Override
  public AutoCloseable follow(Workload workload, Consumer<List<PodView>> to) throws Refusal {
    if (pods.stream().noneMatch(pod -> pod.name().startsWith(workload.getName()))) {
      throw new Refusal(Refusal.Kind.NOT_FOUND, "there is no " + workload.getName());
    }
    followers.add(to);
    to.accept(List.copyOf(pods));
    return () -> followers.remove(to);
  }

  @Override
  public Optional<String> placeAgent(PodView pod, String target, AgentRights rights, boolean dryRun)
      throws Refusal {
    if (rights != AgentRights.BESIDE && redirectRefusal.isPresent()) {
      throw new Refusal(Refusal.Kind.IN_THE_WAY, redirectRefusal.orElseThrow());
    }
    if (refusal.isPresent()) {
      throw new Refusal(Refusal.Kind.IN_THE_WAY, refusal.orElseThrow());
    }
    if (dryRun) {
      return Optional.empty();
    }
    placed.add(pod.name());
    onPlaced.accept(pod);
    return Optional.of("culvert-agent-test");
  }

  @Override
  public Optional<String> missingRight(
      Identity identity, String namespace, String verb, String resource, String subresource) {
    return forbidden.contains(identity.user() + " " + verb + " " + resource)
        ? Optional.of(identity.user() + " may not " + verb + " " + resource)
        : Optional.empty();
  }
}
