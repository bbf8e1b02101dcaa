package dev.culvert.core.dns;

import dev.culvert.core.words.Reason;
import java.util.List;

/**
 * What is to be done with a question.
 *
 * @param rule the rule that decided
 * @param where who shall answer
 * @param reasoning each rule in the order of its turn, with why it applied or not
 */
public record Decision(Reason rule, Where where, List<Reason> reasoning) {
  public Decision {
    reasoning = List.copyOf(reasoning);
  }

  /** Who shall answer. */
  public sealed interface Where {}

  /**
   * The cluster, and nobody else.
   *
   * @param name to ask for, without the dot at the end: {@code orders.shop.svc.cluster.local}
   */
  public record Cluster(String name) implements Where {}

  /**
   * The cluster if it knows one of these names, the first first, else the computer's own resolvers,
   * asked as it was typed.
   */
  public record ClusterThenUpstream(List<String> names) implements Where {
    public ClusterThenUpstream {
      names = List.copyOf(names);
    }
  }

  /** The computer's own resolvers, byte for byte. */
  public record ToUpstream() implements Where {}

  /**
   * The helper, at once.
   *
   * @param rcode RFC 1035 section 4.1.1
   */
  public record Answer(int rcode) implements Where {}
}
