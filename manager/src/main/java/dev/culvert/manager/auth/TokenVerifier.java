package dev.culvert.manager.auth;

import java.io.IOException;
import java.util.Optional;

/** Asks the cluster whose a bearer token is. May block; any thread. */
public interface TokenVerifier {

  /**
   * Verifies a token.
   *
   * @return empty when the token is not good
   * @throws IOException when the cluster cannot be asked
   */
  Optional<Identity> verify(String token) throws IOException;
}
