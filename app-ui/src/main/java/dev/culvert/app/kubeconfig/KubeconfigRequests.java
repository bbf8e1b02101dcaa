package dev.culvert.app.kubeconfig;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.culvert.proto.helper.v1.ApiServer;
import dev.culvert.proto.helper.v1.BearerToken;
import dev.culvert.proto.helper.v1.ClientCertificate;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.Credentials;
import dev.culvert.proto.helper.v1.Impersonation;
import dev.culvert.proto.helper.v1.ManagerLocation;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/** Connect requests from kubeconfig files, as they are at the moment of asking. Any thread. */
public final class KubeconfigRequests implements ConnectRequestSource {
  private static final String MANAGER_NAMESPACE = "culvert";

  private final KubeconfigStore store;
  private final CredentialResolver resolver;
  private final Map<String, String> environment;

  /** Runs credential plug-ins as this process's user. */
  public KubeconfigRequests(KubeconfigStore store) {
    this(store, CredentialResolver.ofProcess(), System.getenv());
  }

  KubeconfigRequests(
      KubeconfigStore store, CredentialResolver resolver, Map<String, String> environment) {
    this.store = store;
    this.resolver = resolver;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public ConnectRequest connectRequest(String context, String namespace)
      throws CredentialException {
    ContextTarget target = store.current().target(context);
    return ConnectRequest.newBuilder()
        .setContext(context)
        .setApiServer(apiServer(endpoint(target)))
        .setCredentials(credentials(target, false))
        .setManager(ManagerLocation.newBuilder().setNamespace(MANAGER_NAMESPACE))
        .setNamespace(namespace.isEmpty() ? target.namespace() : namespace)
        .build();
  }

  @Override
  public Credentials freshCredentials(String context) throws CredentialException {
    return credentials(store.current().target(context), true);
  }

  /** How to reach the API server of a context. */
  public ApiEndpoint endpoint(ContextTarget target) throws CredentialException {
    return ApiEndpoint.of(target.cluster(), environment);
  }

  /** The credential of a context; {@code fresh} as in {@link CredentialResolver#resolve}. */
  public Credential credential(ContextTarget target, boolean fresh) throws CredentialException {
    return resolver.resolve(target, fresh);
  }

  private static ApiServer apiServer(ApiEndpoint endpoint) throws CredentialException {
    ApiServer.Builder server =
        ApiServer.newBuilder()
            .setUrl(endpoint.url().toString())
            .setCertificateAuthority(ByteString.copyFrom(endpoint.certificateAuthority()))
            .setTlsServerName(endpoint.tlsServerName())
            .setInsecureSkipTlsVerify(endpoint.insecureSkipTlsVerify());
    if (endpoint.proxy().isEmpty()) {
      server.addAllAddresses(addresses(endpoint.url(), "The API server"));
      return server.build();
    }
    URI proxy = endpoint.proxy().orElseThrow();
    String scheme = ApiEndpoint.scheme(proxy);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new CredentialException(
          "The proxy %s is of the kind %s; the helper goes through http:// and https:// proxies."
              .formatted(proxy, scheme));
    }
    // What must never be captured by routes is the address that is really dialled.
    return server
        .setProxyUrl(proxy.toString())
        .addAllAddresses(addresses(proxy, "The proxy"))
        .build();
  }

  private static List<ByteString> addresses(URI url, String what) throws CredentialException {
    String host = url.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return List.of(InetAddress.getAllByName(bare)).stream()
          .map(address -> ByteString.copyFrom(address.getAddress()))
          .distinct()
          .toList();
    } catch (UnknownHostException e) {
      throw new CredentialException(
          "%s's name %s has no address here; is a VPN missing, or is the name wrong?"
              .formatted(what, bare),
          e);
    }
  }

  private Credentials credentials(ContextTarget target, boolean fresh) throws CredentialException {
    Credential credential = resolver.resolve(target, fresh);
    Credentials.Builder out = Credentials.newBuilder();
    switch (credential) {
      case Credential.Token token -> out.setToken(BearerToken.newBuilder().setToken(token.token()));
      case Credential.Certificate certificate ->
          out.setCertificate(
              ClientCertificate.newBuilder()
                  .setCertificateChain(ByteString.copyFrom(certificate.chain()))
                  .setPrivateKey(ByteString.copyFrom(certificate.key())));
    }
    credential
        .expires()
        .ifPresent(
            end -> out.setExpiresAt(Timestamp.newBuilder().setSeconds(end.getEpochSecond())));
    impersonation(target.user(), out);
    return out.build();
  }

  private static void impersonation(UserEntry user, Credentials.Builder out)
      throws CredentialException {
    if (!user.impersonateUser().isEmpty()) {
      out.setImpersonate(
          Impersonation.newBuilder()
              .setUser(user.impersonateUser())
              .addAllGroups(user.impersonateGroups()));
    } else if (!user.impersonateGroups().isEmpty()) {
      throw new CredentialException(
          "User %s in %s has as-groups without as; groups are impersonated together with a user."
              .formatted(user.name(), user.file()));
    }
  }
}
