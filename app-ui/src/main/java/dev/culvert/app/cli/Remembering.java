package dev.culvert.app.cli;

import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.Credentials;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Passes on, with the way that was chosen, and remembers when the credentials that were handed out
 * end.
 */
final class Remembering implements ConnectRequestSource {
  private final ConnectRequestSource source;
  private final UnaryOperator<ConnectRequest> options;
  private volatile @Nullable Instant expires;

  /**
   * @param options adds what the command line says
   */
  Remembering(ConnectRequestSource source, UnaryOperator<ConnectRequest> options) {
    this.source = source;
    this.options = options;
  }

  @Override
  public ConnectRequest connectRequest(String context, String namespace)
      throws CredentialException {
    ConnectRequest request = source.connectRequest(context, namespace);
    remember(request.getCredentials());
    return options.apply(request);
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
