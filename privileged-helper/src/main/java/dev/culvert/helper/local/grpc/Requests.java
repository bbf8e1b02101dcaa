package dev.culvert.helper.local.grpc;

import com.google.protobuf.ByteString;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.helper.session.Credentials;
import dev.culvert.helper.state.LocalUser;
import dev.culvert.helper.state.Overlap;
import dev.culvert.helper.state.Target;
import dev.culvert.proto.helper.v1.ApiServer;
import dev.culvert.proto.helper.v1.ConnectRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads what callers send; whatever is not as it should be is INVALID_ARGUMENT with the field. */
final class Requests {
  private static final int MANAGER_PORT = ConnectSettings.MANAGER_PORT;

  private Requests() {}

  static Target target(ConnectRequest request, LocalUser user) {
    if (request.getContext().isBlank()) {
      throw invalid("context", "is empty; it must be the kubeconfig context's name");
    }
    String namespace = orDefault(request.getNamespace(), "default");
    String managerNamespace = orDefault(request.getManager().getNamespace(), "culvert");
    return new Target(
        request.getContext(),
        api(request.getApiServer()),
        label("namespace", namespace),
        label("manager.namespace", managerNamespace),
        prefixes("never_route", request.getNeverRouteList()),
        prefixes("also_route", request.getAlsoRouteList()),
        overlap(request.getOverlap()),
        request.hasDirectAddress()
            ? Optional.of(direct(request.getDirectAddress()))
            : Optional.empty(),
        user);
  }

  private static Overlap overlap(dev.culvert.proto.helper.v1.Overlap given) {
    return switch (given) {
      case OVERLAP_UNSPECIFIED, OVERLAP_MAP -> Overlap.MAP;
      case OVERLAP_EXCLUDE -> Overlap.EXCLUDE;
      case OVERLAP_ALLOW -> Overlap.ALLOW;
      case UNRECOGNIZED ->
          throw invalid(
              "overlap", "is none that this helper knows; it must be map, exclude or allow");
    };
  }

  static Credentials credentials(dev.culvert.proto.helper.v1.Credentials given) {
    Optional<ConnectSettings.Impersonation> who =
        given.hasImpersonate()
            ? Optional.of(
                new ConnectSettings.Impersonation(
                    header("credentials.impersonate.user", given.getImpersonate().getUser()),
                    given.getImpersonate().getGroupsList().stream()
                        .map(g -> header("credentials.impersonate.groups", g))
                        .toList()))
            : Optional.empty();
    Optional<Instant> expires =
        given.hasExpiresAt()
            ? Optional.of(Instant.ofEpochSecond(given.getExpiresAt().getSeconds()))
            : Optional.empty();
    ConnectSettings.Credentials secret =
        switch (given.getKindCase()) {
          case TOKEN ->
              new ConnectSettings.BearerToken(
                  header("credentials.token", given.getToken().getToken()), who);
          case CERTIFICATE ->
              new ConnectSettings.ClientCertificate(
                  text(given.getCertificate().getCertificateChain()),
                  text(given.getCertificate().getPrivateKey()),
                  who);
          case KIND_NOT_SET ->
              throw invalid(
                  "credentials", "is empty; it must be a bearer token or a client certificate");
        };
    return new Credentials(secret, expires);
  }

  private static Target.Api api(ApiServer given) {
    URI url = uri("api_server.url", given.getUrl(), Set.of("https", "http"));
    return new Target.Api(
        url,
        given.getCertificateAuthority().isEmpty()
            ? Optional.empty()
            : Optional.of(text(given.getCertificateAuthority())),
        Optional.of(given.getTlsServerName()).filter(name -> !name.isEmpty()),
        given.getInsecureSkipTlsVerify(),
        given.getProxyUrl().isEmpty()
            ? Optional.empty()
            : Optional.of(
                uri("api_server.proxy_url", given.getProxyUrl(), Set.of("http", "https"))),
        given.getAddressesList().stream().map(Requests::address).toList());
  }

  private static IpAddress address(ByteString bytes) {
    return parse("api_server.addresses", bytes, b -> IpAddress.of(b.toByteArray()));
  }

  private static List<Prefix> prefixes(String field, List<String> texts) {
    return texts.stream().map(text -> parse(field, text, Prefix::parse)).toList();
  }

  private static InetSocketAddress direct(String text) {
    int colon = text.lastIndexOf(':');
    boolean withPort = colon > 0 && (text.endsWith("]") ? -1 : colon) > text.lastIndexOf(']');
    // An IPv6 address with a port stands in brackets; without, it has more than one colon.
    if (withPort && text.indexOf(':') != colon && !text.startsWith("[")) {
      withPort = false;
    }
    String host = withPort ? text.substring(0, colon) : text;
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    int port =
        withPort
            ? parse("direct_address", text.substring(colon + 1), Integer::parseInt)
            : MANAGER_PORT;
    IpAddress address = parse("direct_address", bare, IpAddress::parse);
    return parse("direct_address", port, p -> new InetSocketAddress(address.toInetAddress(), p));
  }

  private static URI uri(String field, String text, Set<String> schemes) {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() == null || !schemes.contains(uri.getScheme()) || uri.getHost() == null) {
        throw invalid(
            field,
            "is \"" + text + "\"; it must begin with one of " + schemes + " and name a host");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw invalid(field, "is not a URL: " + e.getMessage());
    }
  }

  /** A namespace's name (RFC 1123 label), which becomes part of paths and domains. */
  private static String label(String field, String name) {
    if (!name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
      throw invalid(
          field, "is \"" + name + "\"; a namespace is at most 63 of a-z, 0-9 and - inside");
    }
    return name;
  }

  /** What is sent as a header's value. */
  private static String header(String field, String value) {
    if (value.isEmpty() || value.chars().anyMatch(c -> c < ' ' || c == 127)) {
      throw invalid(field, "is empty or has control characters; it is sent as a header's value");
    }
    return value;
  }

  private static <A, B> B parse(String field, A given, Function<A, B> reading) {
    try {
      return reading.apply(given);
    } catch (IllegalArgumentException e) {
      throw invalid(field, "cannot be read: " + e.getMessage());
    }
  }

  private static String text(ByteString bytes) {
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  private static String orDefault(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  static StatusRuntimeException invalid(String field, String why) {
    return Status.INVALID_ARGUMENT
        .withDescription("the field " + field + " " + why)
        .asRuntimeException();
  }
}
