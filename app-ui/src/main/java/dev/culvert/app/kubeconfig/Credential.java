package dev.culvert.app.kubeconfig;

import java.time.Instant;
import java.util.Optional;

/** What lets a user in. Secrets never show in {@code toString}. */
public sealed interface Credential {
  /** When it ends, if that can be told. */
  Optional<Instant> expires();

  /** A bearer token. */
  record Token(String token, Optional<Instant> expires) implements Credential {
    @Override
    public String toString() {
      return "Token[expires=" + expires + "]";
    }
  }

  /**
   * A client certificate.
   *
   * @param chain PEM, leaf first
   * @param key PEM
   */
  record Certificate(byte[] chain, byte[] key, Optional<Instant> expires) implements Credential {
    @Override
    public String toString() {
      return "Certificate[expires=" + expires + "]";
    }
  }
}
