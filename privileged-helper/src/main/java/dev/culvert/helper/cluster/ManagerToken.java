package dev.culvert.helper.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings.BearerToken;
import dev.culvert.core.tunnel.ConnectSettings.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the manager is shown instead of a service account's own token: one that the API server
 * issues for the manager's audience (TokenRequest) and that is worth nothing anywhere else, so that
 * not even a manager that was taken over could speak as the user. Only service accounts have such a
 * thing, and only with the right to ask for it; everybody else shows what they have.
 */
final class ManagerToken {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerToken.class);

  private static final String AUDIENCE = "culvert-manager";

  /** The shortest that the API server issues; it is shown once, at once. */
  private static final int SECONDS = 600;

  private static final Pattern SERVICE_ACCOUNT =
      Pattern.compile("system:serviceaccount:([a-z0-9.-]+):([a-z0-9.-]+)");

  private ManagerToken() {}

  /** For the manager, from what the user has. */
  static Credentials of(Credentials own, ApiServerClient client) throws ConnectFailure {
    if (!(own instanceof BearerToken bearer) || bearer.impersonation().isPresent()) {
      return own;
    }
    Matcher account = SERVICE_ACCOUNT.matcher(subject(bearer.token()));
    if (!account.matches()) {
      return own;
    }
    Optional<BearerToken> issued =
        client
            .create(
                "/api/v1/namespaces/%s/serviceaccounts/%s/token"
                    .formatted(account.group(1), account.group(2)),
                request())
            .map(answer -> PodVerdict.string(PodVerdict.object(answer, "status"), "token"))
            .filter(token -> !token.isBlank())
            .map(token -> new BearerToken(token, Optional.empty()));
    LOG.debug(
        "{}: the manager is shown {}",
        account.group(),
        issued.isPresent() ? "a token of its own audience" : "the account's own token");
    return issued.<Credentials>map(token -> token).orElse(own);
  }

  private static String request() {
    JsonArray audiences = new JsonArray();
    audiences.add(AUDIENCE);
    JsonObject spec = new JsonObject();
    spec.add("audiences", audiences);
    spec.addProperty("expirationSeconds", SECONDS);
    JsonObject request = new JsonObject();
    request.addProperty("apiVersion", "authentication.k8s.io/v1");
    request.addProperty("kind", "TokenRequest");
    request.add("spec", spec);
    return request.toString();
  }

  /** Whom a JSON Web Token (RFC 7519) is about, not verified; empty when it is none. */
  private static String subject(String token) {
    List<String> parts = List.of(token.split("\\.", -1));
    if (parts.size() != 3) {
      return "";
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts.get(1));
      return PodVerdict.string(
          JsonParser.parseString(new String(claims, StandardCharsets.UTF_8)).getAsJsonObject(),
          "sub");
    } catch (IllegalArgumentException | IllegalStateException | JsonParseException e) {
      return ""; // Of another kind, and nobody's business here.
    }
  }
}
