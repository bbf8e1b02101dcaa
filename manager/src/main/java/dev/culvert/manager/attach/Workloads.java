package dev.culvert.manager.attach;

import dev.culvert.manager.auth.Identity;
import dev.culvert.proto.attach.v1.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The cluster's workloads and their pods. Blocking; any thread. */
public interface Workloads {

  /**
   * The workload's pods, now and after every change, until closed. The first list is told before it
   * returns.
   *
   * @throws Refusal NOT_FOUND when there is no such workload
   */
  AutoCloseable follow(Workload workload, Consumer<List<PodView>> pods) throws Refusal, IOException;

  /**
   * Puts an agent beside a container, or only asks whether that would be allowed.
   *
   * @param rights what it is to be given
   * @param dryRun asks only
   * @return the agent's container; empty with a dry run
   * @throws Refusal IN_THE_WAY with the cluster's own words
   */
  Optional<String> placeAgent(PodView pod, String target, AgentRights rights, boolean dryRun)
      throws Refusal, IOException;

  /** The right that is missing for this account, in words; empty when it may. */
  Optional<String> missingRight(
      Identity identity, String namespace, String verb, String resource, String subresource)
      throws IOException;
}
