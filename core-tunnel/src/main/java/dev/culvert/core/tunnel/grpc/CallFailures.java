package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import io.grpc.Status;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a call's status means for a person and for the flow that it carried. */
final class CallFailures {
  /** BoringSSL: "TLSV1_ALERT_UNKNOWN_CA"; the JDK: "Received fatal alert: unknown_ca". */
  private static final Pattern ALERT = Pattern.compile("(?:_ALERT_|fatal alert: )(\\w+)");

  private CallFailures() {}

  /** The end of a stream without the manager's own word on it. */
  static Failure ofStream(Status status, Object destination) {
    Failure.Cause cause =
        switch (status.getCode()) {
          case PERMISSION_DENIED -> Failure.Cause.FORBIDDEN;
          case RESOURCE_EXHAUSTED -> Failure.Cause.EXHAUSTED;
          case UNAVAILABLE, UNAUTHENTICATED, INTERNAL, UNKNOWN -> Failure.Cause.TUNNEL_DOWN;
          default -> Failure.Cause.RESET;
        };
    return new Failure(cause, Phrase.STREAM_ENDED.of(destination, text(status)));
  }

  /** Why OpenSession or the session's own calls failed. */
  static ConnectFailure ofSession(Status status) {
    if (status.getCause() instanceof ConnectFailure known) {
      return known;
    }
    String text = text(status);
    return switch (status.getCode()) {
      case UNAUTHENTICATED ->
          failure(
              ConnectFailure.Kind.MANAGER_UNAUTHENTICATED,
              "the manager does not know the caller: " + text,
              status);
      case PERMISSION_DENIED ->
          failure(ConnectFailure.Kind.MANAGER_FORBIDDEN, "the manager refuses: " + text, status);
      case UNAVAILABLE, CANCELLED, INTERNAL, UNKNOWN -> unavailable(status, text);
      case UNIMPLEMENTED ->
          failure(
              ConnectFailure.Kind.PROTOCOL,
              "the manager is of another version and does not offer what is needed: " + text,
              status);
      default -> failure(ConnectFailure.Kind.PROTOCOL, "the manager answered: " + text, status);
    };
  }

  private static ConnectFailure unavailable(Status status, String text) {
    SSLException tls = tls(status.getCause());
    if (tls != null) {
      // TLS 1.3: the manager's verdict on a client certificate comes after the handshake's end.
      return failure(
          ConnectFailure.Kind.MANAGER_UNAUTHENTICATED,
          "the manager ended TLS, which it does when it does not accept the client certificate: "
              + alert(tls),
          status);
    }
    return failure(
        ConnectFailure.Kind.CONNECTION_LOST,
        "the connection to the manager ended: " + text,
        status);
  }

  /** "unknown ca": the alert's name (RFC 8446 section 6), which TLS libraries put differently. */
  private static String alert(SSLException tls) {
    Matcher alert = ALERT.matcher(String.valueOf(tls.getMessage()));
    return alert.find()
        ? "alert \"" + alert.group(1).toLowerCase(Locale.ROOT).replace('_', ' ') + "\""
        : String.valueOf(tls.getMessage());
  }

  private static @Nullable SSLException tls(@Nullable Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof SSLException tls) {
        return tls;
      }
    }
    return null;
  }

  private static ConnectFailure failure(ConnectFailure.Kind kind, String text, Status status) {
    return new ConnectFailure(kind, text, status.asRuntimeException());
  }

  static String text(Status status) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    String text = description != null ? description : status.getCode().name();
    return cause != null && cause.getMessage() != null && !text.contains(cause.getMessage())
        ? text + " (" + cause.getMessage() + ")"
        : text;
  }
}
