package dev.culvert.playground.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * Who the API server knows: tokens that carry who they are for under its signature, as a service
 * account's do, so that an API server that has been started again knows them; and certificates of
 * its authority.
 */
public final class Accounts {
  /** The audience of a token that is for the API server itself. */
  public static final String API_AUDIENCE = "https://kubernetes.default.svc.cluster.local";

  private static final String PREFIX = "cv.";

  private final SecretKeySpec key;
  private final Clock clock;

  /**
   * @param key what tokens are signed with; who has the same key knows the same tokens
   */
  public Accounts(byte[] key, Clock clock) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.clock = clock;
  }

  /** What a token says, in its middle part. */
  private record Claims(
      String user,
      String uid,
      List<String> groups,
      List<String> audiences,
      long expires,
      String nonce,
      @Nullable BoundTo pod) {}

  /** The pod that a token is bound to. */
  public record BoundTo(String pod, String uid) {}

  /** A token that is for the API server and does not expire while this cluster lives. */
  public String issue(Identity identity) {
    return issue(identity, List.of(API_AUDIENCE), Duration.ofDays(7)).token();
  }

  /** A token for the API server that is bound to a pod, as the kubelet mounts it. */
  public String issue(Identity identity, BoundTo pod) {
    return issue(identity, List.of(API_AUDIENCE), Duration.ofDays(7), pod).token();
  }

  /** A token for these audiences. */
  public Issued issue(Identity identity, List<String> audiences, Duration life) {
    return issue(identity, audiences, life, null);
  }

  private Issued issue(
      Identity identity, List<String> audiences, Duration life, @Nullable BoundTo pod) {
    Instant expires = clock.instant().plus(life);
    Claims claims =
        new Claims(
            identity.user(),
            identity.uid(),
            identity.groups(),
            audiences,
            expires.toEpochMilli(),
            UUID.randomUUID().toString(),
            pod);
    String body = base64(Serialization.asJson(claims).getBytes(UTF_8));
    return new Issued(PREFIX + body + "." + base64(signature(body)), expires);
  }

  /** A token and its end. */
  public record Issued(String token, Instant expires) {}

  /** Whose token it is, if it is for one of these audiences. */
  public Optional<Identity> byToken(String token, List<String> audiences) {
    return claims(token, audiences)
        .map(claims -> new Identity(claims.user(), claims.uid(), claims.groups()));
  }

  /** The pod that a good token is bound to; empty for most. */
  public Optional<BoundTo> podOf(String token, List<String> audiences) {
    return claims(token, audiences).map(Claims::pod);
  }

  private Optional<Claims> claims(String token, List<String> audiences) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3
        || !token.startsWith(PREFIX)
        || !MessageDigest.isEqual(
            base64(signature(parts[1])).getBytes(UTF_8), parts[2].getBytes(UTF_8))) {
      return Optional.empty();
    }
    Claims claims =
        Serialization.unmarshal(
            new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8), Claims.class);
    if (clock.instant().isAfter(Instant.ofEpochMilli(claims.expires()))
        || claims.audiences().stream().noneMatch(audiences::contains)) {
      return Optional.empty();
    }
    return Optional.of(claims);
  }

  private byte[] signature(String body) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return mac.doFinal(body.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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
