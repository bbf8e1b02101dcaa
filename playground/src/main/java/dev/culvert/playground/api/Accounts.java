package dev.culvert.playground.api;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Who the API server knows: tokens it has given out, and certificates of its authority. */
public final class Accounts {
  /** The audience of a token that is for the API server itself. */
  public static final String API_AUDIENCE = "https://kubernetes.default.svc.cluster.local";

  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;

  /** Knows nobody yet. */
  public Accounts(Clock clock) {
    this.clock = clock;
  }

  private record Token(Identity identity, List<String> audiences, Instant expires) {}

  /** The pod that a token is bound to. */
  public record BoundTo(String pod, String uid) {}

  private final Map<String, BoundTo> bound = new ConcurrentHashMap<>();

  /** A token for the API server that is bound to a pod. */
  public String issue(Identity identity, BoundTo pod) {
    String token = issue(identity);
    bound.put(token, pod);
    return token;
  }

  /** The pod that a token is bound to; empty for most. */
  public Optional<BoundTo> podOf(String token) {
    return Optional.ofNullable(bound.get(token));
  }

  /** A token that is for the API server and does not expire while this cluster lives. */
  public String issue(Identity identity) {
    return issue(identity, List.of(API_AUDIENCE), Duration.ofDays(7)).token();
  }

  /** A token for these audiences. */
  public Issued issue(Identity identity, List<String> audiences, Duration life) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String token = "cv." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant expires = clock.instant().plus(life);
    tokens.put(token, new Token(identity, List.copyOf(audiences), expires));
    return new Issued(token, expires);
  }

  /** A token and its end. */
  public record Issued(String token, Instant expires) {}

  /** Takes a token back: from now on it is 401. */
  public void revoke(String token) {
    tokens.remove(token);
  }

  /** Whose token it is, if it is for one of these audiences. */
  public Optional<Identity> byToken(String token, List<String> audiences) {
    Token known = tokens.get(token);
    if (known == null
        || clock.instant().isAfter(known.expires())
        || known.audiences().stream().noneMatch(audiences::contains)) {
      return Optional.empty();
    }
    return Optional.of(known.identity());
  }

  /** Who a certificate, already verified, is for: user = CN, groups = O. */
  public static Identity byCertificate(X509Certificate certificate) {
    String user = "";
    List<String> groups = new java.util.ArrayList<>();
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          user = rdn.getValue().toString();
        } else if (rdn.getType().equalsIgnoreCase("O")) {
          groups.add(rdn.getValue().toString());
        }
      }
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException("a certificate with a strange subject", e);
    }
    return new Identity(user, "", groups);
  }
}
