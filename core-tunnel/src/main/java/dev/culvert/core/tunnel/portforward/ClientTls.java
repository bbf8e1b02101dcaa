package dev.culvert.core.tunnel.portforward;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.ConnectSettings.ClientCertificate;
import dev.culvert.core.tunnel.ConnectSettings.Credentials;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** TLS towards the API server and towards the manager. BoringSSL where it loads, else the JDK's. */
public final class ClientTls {
  private ClientTls() {}

  /** BoringSSL is about three times as fast as the JDK here. */
  public static SslProvider provider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  /**
   * For the API server, as its kubeconfig describes it.
   *
   * @throws ConnectFailure API_UNTRUSTED or API_UNAUTHENTICATED when what the kubeconfig holds
   *     cannot be used
   */
  public static SslContext toApiServer(ConnectSettings.ApiServer server) throws ConnectFailure {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(provider())
            .protocols("TLSv1.3", "TLSv1.2")
            // Only HTTP/1.1 can be upgraded to a WebSocket the way the API server does it.
            .applicationProtocolConfig(alpn("http/1.1"));
    if (server.insecureSkipTlsVerify()) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null);
    } else {
      builder.endpointIdentificationAlgorithm("HTTPS");
      if (server.certificateAuthority().isPresent()) {
        try {
          builder.trustManager(Pem.certificates(server.certificateAuthority().orElseThrow()));
        } catch (CertificateException e) {
          throw new ConnectFailure(
              ConnectFailure.Kind.API_UNTRUSTED,
              "the kubeconfig's certificate authority of "
                  + server.url()
                  + " is not a PEM certificate: "
                  + e.getMessage(),
              e);
        }
      }
    }
    present(builder, server.credentials(), ConnectFailure.Kind.API_UNAUTHENTICATED);
    return build(builder, ConnectFailure.Kind.API_UNTRUSTED);
  }

  /**
   * For the manager: its authority and nobody else's, TLS 1.3, HTTP/2.
   *
   * @throws ConnectFailure MANAGER_UNTRUSTED or MANAGER_UNAUTHENTICATED when what is given cannot
   *     be used
   */
  public static SslContext toManager(ConnectSettings settings) throws ConnectFailure {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(provider())
            .protocols("TLSv1.3")
            .endpointIdentificationAlgorithm("HTTPS")
            .applicationProtocolConfig(alpn("h2"));
    try {
      builder.trustManager(Pem.certificates(settings.managerAuthority()));
    } catch (CertificateException e) {
      throw new ConnectFailure(
          ConnectFailure.Kind.MANAGER_UNTRUSTED,
          "the manager's authority, as the API server tells it, is not a PEM certificate: "
              + e.getMessage(),
          e);
    }
    present(builder, settings.credentials(), ConnectFailure.Kind.MANAGER_UNAUTHENTICATED);
    return build(builder, ConnectFailure.Kind.MANAGER_UNTRUSTED);
  }

  private static void present(
      SslContextBuilder builder, Credentials credentials, ConnectFailure.Kind kind)
      throws ConnectFailure {
    if (credentials instanceof ClientCertificate certificate) {
      try {
        builder.keyManager(Pem.stream(certificate.chain()), Pem.stream(certificate.privateKey()));
      } catch (IllegalArgumentException e) {
        throw new ConnectFailure(
            kind, "the client certificate or its private key is not PEM that can be read", e);
      }
    }
  }

  private static SslContext build(SslContextBuilder builder, ConnectFailure.Kind kind)
      throws ConnectFailure {
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new ConnectFailure(kind, "TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static ApplicationProtocolConfig alpn(String protocol) {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        protocol);
  }
}
