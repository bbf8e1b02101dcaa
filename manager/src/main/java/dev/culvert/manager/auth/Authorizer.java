package dev.culvert.manager.auth;

import java.io.IOException;
import java.util.Optional;

/** Asks the cluster whether an identity may use the manager. May block; any thread. */
public interface Authorizer {

  /**
   * Checks the right.
   *
   * @return empty when it may; otherwise the right that is missing: verb, resource, namespace and
   *     account
   * @throws IOException when the cluster cannot be asked
   */
  Optional<String> missingRight(Identity identity) throws IOException;
}
