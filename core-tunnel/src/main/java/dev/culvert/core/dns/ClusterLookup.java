package dev.culvert.core.dns;

import dev.culvert.core.tunnel.ManagerSession;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks the cluster's DNS; {@link ManagerSession#lookup} is one. */
@FunctionalInterface
public interface ClusterLookup {

  /**
   * Asks. Called on the event loop.
   *
   * @param query a DNS message with one question
   * @return completes on the same event loop; exceptionally, with an {@link java.io.IOException}
   *     that says why, when there is no tunnel (then at once) or nobody answered in time
   */
  CompletionStage<ManagerSession.Answer> lookup(byte[] query, Duration timeout);
}
