package dev.culvert.helper.state;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What a person asked to be connected to. Holds no credentials: those change while the connection
 * lives, and are kept apart.
 *
 * @param context the kubeconfig context's name
 * @param namespace short names are looked up in it
 * @param managerNamespace where the manager runs
 * @param neverRoute kept out of the routes although the cluster has them
 * @param alsoRoute routed beside what the manager tells
 * @param overlap what to do where another network has the cluster's addresses
 * @param directAddress the manager's address, when the API server's forward is not to be used
 * @param user who asked
 */
public record Target(
    String context,
    Api api,
    String namespace,
    String managerNamespace,
    List<Prefix> neverRoute,
    List<Prefix> alsoRoute,
    Overlap overlap,
    Optional<InetSocketAddress> directAddress,
    LocalUser user) {
  public Target {
    neverRoute = List.copyOf(neverRoute);
    alsoRoute = List.copyOf(alsoRoute);
  }

  /**
   * The API server as the kubeconfig describes it, without the user.
   *
   * @param certificateAuthority PEM; empty for the system's authorities
   * @param addresses what the user's process resolved the host's name to: never captured by routes
   */
  public record Api(
      URI url,
      Optional<String> certificateAuthority,
      Optional<String> tlsServerName,
      boolean insecureSkipTlsVerify,
      Optional<URI> proxy,
      List<IpAddress> addresses) {
    public Api {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Whether somebody who asks for the other while having this has what was asked for. Who asks, and
   * what the API server's name resolves to at the moment, does not matter.
   */
  boolean same(Target other) {
    return context.equals(other.context)
        && api.url.equals(other.api.url)
        && namespace.equals(other.namespace)
        && managerNamespace.equals(other.managerNamespace)
        && neverRoute.equals(other.neverRoute)
        && alsoRoute.equals(other.alsoRoute)
        && overlap == other.overlap
        && directAddress.equals(other.directAddress);
  }

  /** Why the other cannot be had while this is. */
  String insteadOf(Target other) {
    if (!context.equals(other.context)) {
      return "to " + context;
    }
    if (!namespace.equals(other.namespace)) {
      return "to " + context + " with namespace " + namespace + ", not " + other.namespace;
    }
    return "to " + context + " with other settings";
  }
}
