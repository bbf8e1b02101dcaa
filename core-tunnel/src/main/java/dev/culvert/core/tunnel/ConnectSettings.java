package dev.culvert.core.tunnel;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What it takes to reach a manager.
 *
 * @param managerAuthority PEM of the authority that signs the manager's certificate, as the API
 *     server told it
 * @param managerName the DNS name in the manager's certificate
 * @param credentials who the user is, for the manager
 * @param clientName shown to others: "mara@thinkpad"
 * @param resumeSecret of the session to resume
 */
public record ConnectSettings(
    Road road,
    String managerAuthority,
    String managerName,
    Credentials credentials,
    String clientName,
    Optional<String> resumeSecret) {

  /** The manager's port in its pod. */
  public static final int MANAGER_PORT = 8443;

  /** How bytes get to the manager. */
  public sealed interface Road {}

  /** Straight to its address. */
  public record Direct(InetSocketAddress address) implements Road {}

  /** Through the API server's port-forward to a pod. */
  public record PortForward(ApiServer apiServer, String namespace, String pod, int port)
      implements Road {}

  /**
   * The API server as a kubeconfig describes it.
   *
   * @param certificateAuthority PEM; empty for the system's authorities
   * @param tlsServerName name to check the certificate against, if not the host of the url
   * @param proxy http or https proxy
   */
  public record ApiServer(
      URI url,
      Optional<String> certificateAuthority,
      Optional<String> tlsServerName,
      boolean insecureSkipTlsVerify,
      Optional<URI> proxy,
      Credentials credentials) {}

  /** Who the user is. Never printed. */
  public sealed interface Credentials {}

  /** {@code Authorization: Bearer}. */
  public record BearerToken(String token, Optional<Impersonation> impersonation)
      implements Credentials {
    @Override
    public String toString() {
      return "BearerToken[hidden]";
    }
  }

  /** A TLS client certificate, PEM. */
  public record ClientCertificate(
      String chain, String privateKey, Optional<Impersonation> impersonation)
      implements Credentials {
    @Override
    public String toString() {
      return "ClientCertificate[hidden]";
    }
  }

  /** {@code Impersonate-User} and {@code Impersonate-Group}. */
  public record Impersonation(String user, List<String> groups) {
    public Impersonation {
      groups = List.copyOf(groups);
    }
  }
}
