package dev.culvert.app.kubeconfig;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach a cluster's API server.
 *
 * @param url with scheme and port
 * @param certificateAuthority PEM; empty: the system's authorities
 * @param tlsServerName to check the certificate against; empty: the url's host
 * @param proxy from {@code proxy-url}, or from the environment as kubectl would take it
 */
public record ApiEndpoint(
    URI url,
    byte[] certificateAuthority,
    String tlsServerName,
    boolean insecureSkipTlsVerify,
    Optional<URI> proxy) {

  /**
   * @param environment for {@code HTTPS_PROXY} and {@code NO_PROXY}
   */
  static ApiEndpoint of(ClusterEntry cluster, Map<String, String> environment)
      throws CredentialException {
    String where = "cluster %s in %s".formatted(cluster.name(), cluster.file());
    PemSource authority = cluster.certificateAuthority();
    // Without a scheme kubectl takes https as soon as anything about TLS is configured.
    boolean tls = authority != null || cluster.insecureSkipTlsVerify();
    String server = cluster.server();
    URI url =
        uri(
            server.contains("://") ? server : (tls ? "https://" : "http://") + server,
            "The server of " + where);
    String scheme = scheme(url);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new CredentialException(
          "The server of %s is %s; it must begin with https://.".formatted(where, server));
    }
    Optional<URI> proxy =
        cluster.proxyUrl().isEmpty()
            ? ProxyEnvironment.proxyFor(url, environment)
            : Optional.of(uri(cluster.proxyUrl(), "The proxy-url of " + where));
    return new ApiEndpoint(
        withPort(url),
        authority == null ? new byte[0] : authority.read("The certificate authority of " + where),
        cluster.tlsServerName(),
        cluster.insecureSkipTlsVerify(),
        proxy);
  }

  /** Lower case, never null. */
  static String scheme(URI uri) {
    String scheme = uri.getScheme();
    return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
  }

  static URI uri(String text, String what) throws CredentialException {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new CredentialException(
          "%s is not a URL: %s: %s.".formatted(what, text, e.getReason()), e);
    }
    throw new CredentialException(
        "%s is not a URL with a host: %s; https://host:port would be.".formatted(what, text));
  }

  private static URI withPort(URI url) throws CredentialException {
    if (url.getPort() >= 0) {
      return url;
    }
    int port = scheme(url).equals("https") ? 443 : 80;
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return uri("%s://%s:%d%s".formatted(url.getScheme(), url.getHost(), port, path), "The server");
  }
}
