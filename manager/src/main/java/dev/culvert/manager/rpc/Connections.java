package dev.culvert.manager.rpc;

import dev.culvert.manager.session.Sessions;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Numbers the connections, so that a session can be bound to one, and keeps the certificate that a
 * client showed: asked of TLS for each call, "none" would be an exception for each call.
 */
final class Connections extends ServerTransportFilter {
  private static final Attributes.Key<Long> NUMBER = Attributes.Key.create("culvert-connection");
  private static final Attributes.Key<X509Certificate> CERTIFICATE =
      Attributes.Key.create("culvert-client-certificate");

  private final AtomicLong last = new AtomicLong();
  private final Sessions sessions;

  Connections(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    Attributes.Builder known = attributes.toBuilder().set(NUMBER, last.incrementAndGet());
    verified(attributes).ifPresent(certificate -> known.set(CERTIFICATE, certificate));
    return known.build();
  }

  @Override
  public void transportTerminated(Attributes attributes) {
    // Null for a connection that ended within its handshake.
    Long number = attributes == null ? null : attributes.get(NUMBER);
    if (number != null) {
      sessions.connectionGone(number);
    }
  }

  /** The connection that a call is on. */
  static long numberOf(Attributes call) {
    Long number = call.get(NUMBER);
    if (number == null) {
      throw new IllegalStateException("a call without a connection");
    }
    return number;
  }

  /** The client certificate that TLS has verified; empty when the client showed none. */
  static Optional<X509Certificate> certificateOf(Attributes call) {
    return Optional.ofNullable(call.get(CERTIFICATE));
  }

  private static Optional<X509Certificate> verified(Attributes connection) {
    SSLSession tls = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (tls == null) {
      return Optional.empty();
    }
    try {
      return tls.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
