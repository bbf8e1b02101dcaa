package dev.culvert.manager.attach;

import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.Volume;
import dev.culvert.proto.attach.v1.Workload;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an attachment has of its pods besides traffic: variables and volumes, of the first pod whose
 * agent can tell. Guarded by the attachments' book, as the entries are.
 */
public final class PodContents {
  private static final Logger LOG = LoggerFactory.getLogger(PodContents.class);

  private final AgentHub agents;

  PodContents(AgentHub agents) {
    this.agents = agents;
  }

  /** An agent that serves files, with the volumes of its target. */
  public record Files(AgentLink agent, List<Volume> volumes) {}

  Files files(Entry entry) throws Refusal {
    for (PodView pod : entry.pods.values()) {
      Optional<AgentLink> agent =
          agents.find(pod.uid(), entry.meant.container(), AgentRights.BESIDE);
      if (agent.isPresent()) {
        return new Files(agent.orElseThrow(), volumes(entry, pod));
      }
    }
    throw new Refusal(Refusal.Kind.UNAVAILABLE, "no pod of " + entry.id + " has an agent now");
  }

  /** An agent that dials a port of the pod's loopback: one that was asked for. */
  AgentLink dialler(Entry entry, int port) throws Refusal {
    if (entry.spec.getToPodList().stream().noneMatch(each -> each.getRemote() == port)) {
      throw new Refusal(
          Refusal.Kind.DENIED, entry.id + " did not ask for port " + port + " of the pod");
    }
    return files(entry).agent();
  }

  /**
   * An agent that asks its pod's nameservers.
   *
   * @param workload {@code shop/cart}
   */
  public record Names(AgentLink agent, String workload) {}

  /** Of the last of these that has an agent which can. */
  Optional<Names> names(List<Entry> attached) {
    for (Entry entry : attached.reversed()) {
      Optional<AgentLink> agent = resolving(entry);
      if (agent.isPresent()) {
        Workload workload = entry.spec.getWorkload();
        return Optional.of(
            new Names(agent.orElseThrow(), workload.getNamespace() + "/" + workload.getName()));
      }
    }
    return Optional.empty();
  }

  /** With what short names are completed in the workload's pods. */
  static List<String> search(Entry entry, AgentHub agents) {
    return resolving(entry, agents)
        .map(agent -> List.copyOf(agent.hello().getResolver().getSearchList()))
        .orElse(List.of());
  }

  private Optional<AgentLink> resolving(Entry entry) {
    return resolving(entry, agents);
  }

  private static Optional<AgentLink> resolving(Entry entry, AgentHub agents) {
    return entry.pods.keySet().stream()
        .flatMap(pod -> agents.find(pod, entry.meant.container(), AgentRights.BESIDE).stream())
        .filter(agent -> agent.hello().getResolver().getNameserversCount() > 0)
        .findFirst();
  }

  Environment environment(Entry entry) throws Refusal {
    String trouble = "no pod has an agent now";
    for (PodView pod : entry.pods.values()) {
      Optional<AgentLink> agent =
          agents.find(pod.uid(), entry.meant.container(), AgentRights.BESIDE);
      if (agent.isPresent()) {
        trouble = agent.orElseThrow().hello().getNoEnvironment();
        if (trouble.isEmpty()) {
          return Environment.newBuilder()
              .putAllVariables(agent.orElseThrow().hello().getEnvironmentMap())
              .addAllVolumes(volumes(entry, pod))
              .setPod(pod.name())
              .build();
        }
      }
    }
    if (entry.traffic()) {
      // The traffic is what was asked for; that the variables are missing is said, not fatal.
      LOG.warn("{} has no environment: {}", entry.id, trouble);
      return Environment.getDefaultInstance();
    }
    throw new Refusal(Refusal.Kind.IN_THE_WAY, trouble);
  }

  private static List<Volume> volumes(Entry entry, PodView pod) {
    return pod.container(entry.meant.container()).map(PodView.Container::volumes).stream()
        .flatMap(List::stream)
        .map(each ->
            Volume.newBuilder()
                .setName(each.name())
                .setMountPath(each.mountPath())
                .setReadOnly(each.readOnly())
                .build())
        .toList();
  }
}
