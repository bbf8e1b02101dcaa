package dev.culvert.manager.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Remembers good tokens briefly, by their hash, so that a client that reconnects every few seconds
 * does not cost the API server a review each time. Bad tokens are not remembered.
 */
public final class CachingTokenVerifier implements TokenVerifier {
  private static final int MOST = 1024;

  private final TokenVerifier cluster;
  private final Duration keep;
  private final LongSupplier nanoClock;
  private final Map<String, Known> known = new LinkedHashMap<>();

  private record Known(Identity identity, long since) {}

  /**
   * @param keep how long a revoked token may still be taken for good
   */
  public CachingTokenVerifier(TokenVerifier cluster, Duration keep, LongSupplier nanoClock) {
    this.cluster = cluster;
    this.keep = keep;
    this.nanoClock = nanoClock;
  }

  @Override
  public Optional<Identity> verify(String token) throws IOException {
    String hash = hash(token);
    Optional<Identity> remembered = recall(hash);
    if (remembered.isPresent()) {
      return remembered;
    }
    Optional<Identity> verified = cluster.verify(token);
    verified.ifPresent(identity -> remember(hash, identity));
    return verified;
  }

  private synchronized Optional<Identity> recall(String hash) {
    long now = nanoClock.getAsLong();
    known.values().removeIf(entry -> now - entry.since() > keep.toNanos());
    return Optional.ofNullable(known.get(hash)).map(Known::identity);
  }

  private synchronized void remember(String hash, Identity identity) {
    if (known.size() >= MOST) {
      known.remove(known.keySet().iterator().next());
    }
    known.put(hash, new Known(identity, nanoClock.getAsLong()));
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
