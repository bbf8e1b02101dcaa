package dev.culvert.app.kubeconfig;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When credentials end by what they say themselves; they are not verified here. */
final class Expiry {
  private static final Pattern EXP = Pattern.compile("\"exp\"\\s*:\\s*(\\d{1,12})");

  private Expiry() {}

  /**
   * The {@code exp} claim of a JSON Web Token (RFC 7519 section 4.1.4); opaque tokens have none.
   */
  static Optional<Instant> ofToken(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      Matcher exp = EXP.matcher(claims);
      return exp.find()
          ? Optional.of(Instant.ofEpochSecond(Long.parseLong(exp.group(1))))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * The end of the leaf certificate.
   *
   * @param whose for the message
   * @throws CredentialException when it is not a certificate
   */
  static Optional<Instant> ofCertificate(byte[] pem, String whose) throws CredentialException {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var leaf = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(pem));
      return Optional.of(leaf.getNotAfter().toInstant());
    } catch (CertificateException e) {
      throw new CredentialException(
          "The client certificate of %s is not a certificate in PEM: %s."
              .formatted(whose, e.getMessage()),
          e);
    }
  }
}
