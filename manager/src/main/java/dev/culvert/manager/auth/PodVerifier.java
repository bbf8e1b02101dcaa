package dev.culvert.manager.auth;

import java.io.IOException;
import java.util.Optional;

/** Finds out which pod a token is bound to. May block; any thread. */
public interface PodVerifier {

  /** A pod, as the cluster says. */
  record Pod(String namespace, String name, String uid) {}

  /**
   * Checks a bound token.
   *
   * @return empty when it is bad or bound to no pod
   * @throws IOException when the cluster cannot be asked
   */
  Optional<Pod> verify(String token) throws IOException;
}
