package dev.culvert.app.kube;

import dev.culvert.app.kubeconfig.ApiEndpoint;
import dev.culvert.app.kubeconfig.ContextTarget;
import dev.culvert.app.kubeconfig.Credential;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.app.kubeconfig.KubeconfigRequests;
import dev.culvert.app.kubeconfig.KubeconfigStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/**
 * The client for one context, made when it is first needed and made anew, with fresh credentials,
 * when the API server refuses the old ones. Any thread; blocks while credentials are fetched.
 */
final class ClusterAccess implements AutoCloseable {
  private final String context;
  private final KubeconfigStore store;
  private final KubeconfigRequests requests;
  private @Nullable Lease lease;
  private int number;
  private boolean closed;

  /**
   * A client with its number; a newer one has a higher number.
   *
   * @param account the kubeconfig user's name
   */
  record Lease(int number, KubernetesClient client, String account) {}

  ClusterAccess(String context, KubeconfigStore store, KubeconfigRequests requests) {
    this.context = context;
    this.store = store;
    this.requests = requests;
  }

  /**
   * The client as it is now.
   *
   * @throws CredentialException when there are no credentials to be had
   */
  synchronized Lease lease() throws CredentialException {
    if (closed) {
      throw new CredentialException("The watch of context %s is closed.".formatted(context));
    }
    if (lease == null) {
      lease = open(number > 0);
    }
    return lease;
  }

  /**
   * The API server did not take the credentials of this client: the next one gets fresh ones. A
   * client that is no longer the present one changes nothing.
   */
  synchronized void refused(Lease which) {
    if (lease != null && lease.number() == which.number()) {
      lease.client().close();
      lease = null;
    }
  }

  private Lease open(boolean fresh) throws CredentialException {
    ContextTarget target = store.current().target(context);
    ApiEndpoint endpoint = requests.endpoint(target);
    Credential credential = requests.credential(target, fresh);
    KubernetesClient client =
        FabricClients.open(endpoint, credential, target, () -> currentToken(target, credential));
    number++;
    return new Lease(number, client, target.userName());
  }

  /** Asked for every request: a token file may have changed, a plug-in's token may be ending. */
  private String currentToken(ContextTarget target, Credential first) {
    try {
      return requests.credential(target, false) instanceof Credential.Token token
          ? token.token()
          : "";
    } catch (CredentialException _) {
      // The one we had may still be good; if not, the answer is 401 and the reason is told then.
      return first instanceof Credential.Token token ? token.token() : "";
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (lease != null) {
      lease.client().close();
      lease = null;
    }
  }
}
