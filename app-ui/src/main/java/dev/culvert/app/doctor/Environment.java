package dev.culvert.app.doctor;

import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.JournalReport;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is so, as far as it could be found out: everything that the checks look at.
 *
 * @param context the context that is asked about; empty when there is none
 * @param version of this application
 * @param helperGone why the helper does not answer, in words; empty when it does
 * @param state what the helper says; empty when it does not answer
 * @param journal what the helper has changed; empty when it does not answer
 * @param computer what this process sees by itself
 * @param trial of a name that every cluster has, the way any program would ask; empty when it was
 *     not tried
 * @param trialFailure why it was not, in words
 * @param clockAhead how far this computer's clock is ahead of the API server's; empty when unknown
 * @param kubeconfigProblems what is wrong with the kubeconfig
 */
public record Environment(
    String context,
    String version,
    Optional<String> helperGone,
    Optional<State> state,
    Optional<JournalReport> journal,
    Computer computer,
    Optional<DnsQuery> trial,
    String trialFailure,
    Optional<Duration> clockAhead,
    List<String> kubeconfigProblems) {
  public Environment {
    kubeconfigProblems = List.copyOf(kubeconfigProblems);
  }

  /** Whether the helper says that it is connected. */
  boolean connected() {
    return state.map(s -> s.getPhase().hasConnected()).orElse(false);
  }

  /** The code of the failure that the helper tells of; empty when it tells of none. */
  String failure() {
    return state
        .filter(s -> s.getPhase().hasFailed())
        .map(s -> s.getPhase().getFailed().getFailure().getCode())
        .orElse("");
  }
}
