package dev.culvert.manager.rpc;

import dev.culvert.core.tunnel.grpc.TunnelMethods;
import dev.culvert.manager.auth.CertificateIdentity;
import dev.culvert.manager.auth.Identity;
import dev.culvert.manager.session.Session;
import dev.culvert.manager.session.Sessions;
import dev.culvert.proto.attach.v1.AgentsGrpc;
import dev.culvert.proto.manager.v1.ManagerGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every method: OpenSession, JoinSession and the agents' service get what the caller
 * showed, and see to it themselves; everything else needs a live session, or ends here with
 * UNAUTHENTICATED. The text is the same whatever was wrong.
 */
final class CallGuard implements ServerInterceptor {
  /** Where a call finds its session. */
  static final Context.Key<Session> SESSION = Context.key("culvert-session");

  /** Where OpenSession and JoinSession find who is calling. */
  static final Context.Key<Caller> CALLER = Context.key("culvert-caller");

  private final Sessions sessions;

  CallGuard(Sessions sessions) {
    this.sessions = sessions;
  }

  /**
   * What such a caller has shown.
   *
   * @param certificate an identity proved by TLS
   * @param token a bearer token, not yet proved
   */
  record Caller(long connection, Optional<Identity> certificate, Optional<String> token) {
    @Override
    public String toString() {
      return "Caller[connection=" + connection + "]";
    }
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    long connection = Connections.numberOf(call.getAttributes());
    Optional<X509Certificate> certificate = Connections.certificateOf(call.getAttributes());
    String method = call.getMethodDescriptor().getFullMethodName();
    if (method.equals(ManagerGrpc.getOpenSessionMethod().getFullMethodName())
        || method.equals(ManagerGrpc.getJoinSessionMethod().getFullMethodName())
        || method.startsWith(AgentsGrpc.SERVICE_NAME + "/")) {
      Caller caller =
          new Caller(
              connection,
              certificate.flatMap(CertificateIdentity::of),
              bearer(headers.get(TunnelMethods.AUTHORIZATION)));
      return Contexts.interceptCall(
          Context.current().withValue(CALLER, caller), call, headers, next);
    }
    String secret = headers.get(TunnelMethods.SESSION);
    Optional<Session> session =
        secret == null
            ? Optional.empty()
            : sessions.find(secret, connection, certificate.map(CertificateIdentity::fingerprint));
    if (session.isEmpty()) {
      call.close(
          Status.UNAUTHENTICATED.withDescription(
              "no session: open one with OpenSession on this connection and send its secret as"
                  + " culvert-session"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return Contexts.interceptCall(
        Context.current().withValue(SESSION, session.orElseThrow()), call, headers, next);
  }

  private static Optional<String> bearer(@Nullable String header) {
    return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? Optional.of(header.substring(7).strip()).filter(token -> !token.isEmpty())
        : Optional.empty();
  }
}
