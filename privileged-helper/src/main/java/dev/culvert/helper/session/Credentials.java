package dev.culvert.helper.session;

import dev.culvert.core.tunnel.ConnectSettings;
import java.time.Instant;
import java.util.Optional;

/**
 * What the user's application has handed over. Kept in memory only, never printed.
 *
 * @param expiresAt when they end, where that is known
 */
public record Credentials(ConnectSettings.Credentials secret, Optional<Instant> expiresAt) {
  @Override
  public String toString() {
    return "Credentials[hidden, expire " + expiresAt.map(Instant::toString).orElse("unknown") + "]";
  }
}
