package dev.culvert.app.cli;

import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.Credentials;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Passes on, with the way that was chosen, and remembers when the credentials that were handed out
 * end.
 */
final class Remembering implements ConnectRequestSource {
  private final ConnectRequestSource source;
  private final Optional<String> direct;
  private volatile @Nullable Instant expires;

  /**
   * @param direct where the manager is reached without the API server's forward
   */
  Remembering(ConnectRequestSource source, Optional<String> direct) {
    this.source = source;
    this.direct = direct;
  }

  @Override
  public ConnectRequest connectRequest(String context, String namespace)
      throws CredentialException {
    ConnectRequest request = source.connectRequest(context, namespace);
    remember(request.getCredentials());
    return direct
        .map(address -> request.toBuilder().setDirectAddress(address).build())
        .orElse(request);
  }

  @Override
  public Credentials freshCredentials(String context) throws CredentialException {
    Credentials credentials = source.freshCredentials(context);
    remember(credentials);
    return credentials;
  }

  private void remember(Credentials credentials) {
    expires = credentials.hasExpiresAt() ? Times.of(credentials.getExpiresAt()) : null;
  }

  Optional<Instant> expires() {
    return Optional.ofNullable(expires);
  }
}
