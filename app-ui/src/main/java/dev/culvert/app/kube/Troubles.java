package dev.culvert.app.kube;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the API server, or the way to it, answered, in words. */
final class Troubles {
  private static final Pattern DENIED = Pattern.compile("User \"([^\"]*)\" cannot (\\w+) resource");

  private Troubles() {}

  /** One clause without a full stop. */
  static String describe(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String known = known(t);
      if (known != null) {
        return known;
      }
    }
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.strip().replaceAll("\\.$", "");
  }

  private static @Nullable String known(Throwable t) {
    String message = t.getMessage() == null ? "" : t.getMessage();
    return switch (t) {
      case UnknownHostException _ -> "the API server's name has no address (%s)".formatted(message);
      case ConnectException _ when message.contains("refused") ->
          "the API server refuses the connection";
      case ConnectException _ -> "the API server cannot be reached (%s)".formatted(message);
      case TimeoutException _ -> "the API server does not answer";
      case SSLException _ -> "the API server's certificate is not trusted (%s)".formatted(message);
      case KubernetesClientException e when e.getStatus() != null -> {
        String said = e.getStatus().getMessage();
        yield said == null ? null : said.strip().replaceAll("\\.$", "");
      }
      default -> null;
    };
  }

  /** Who was denied, by the API server's own words. */
  static String account(Throwable failure, String otherwise) {
    Matcher denied = DENIED.matcher(said(failure));
    return denied.find() ? denied.group(1) : otherwise;
  }

  /** What was denied; {@code list} if the API server does not say. */
  static String verb(Throwable failure) {
    Matcher denied = DENIED.matcher(said(failure));
    return denied.find() ? denied.group(2) : "list";
  }

  private static String said(Throwable failure) {
    if (failure instanceof KubernetesClientException e) {
      Status status = e.getStatus();
      if (status != null && status.getMessage() != null) {
        return status.getMessage();
      }
    }
    return String.valueOf(failure.getMessage());
  }
}
