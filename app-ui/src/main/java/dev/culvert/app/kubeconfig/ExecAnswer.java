package dev.culvert.app.kubeconfig;

import dev.culvert.app.kubeconfig.YamlMap.YamlException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The {@code ExecCredential} a plug-in answers with. */
final class ExecAnswer {
  private ExecAnswer() {}

  static Credential parse(String stdout, ExecConfig exec, String user) throws CredentialException {
    String plugin = "The credential plug-in %s of user %s".formatted(exec.command(), user);
    try {
      YamlMap root = YamlMap.parse(stdout);
      String kind = root.text("kind");
      String apiVersion = root.text("apiVersion");
      if (!kind.equals("ExecCredential") || !apiVersion.equals(exec.apiVersion())) {
        throw new CredentialException(
            "%s answered with kind \"%s\", apiVersion \"%s\"; the kubeconfig wants ExecCredential, %s."
                .formatted(plugin, kind, apiVersion, exec.apiVersion()));
      }
      YamlMap status = root.map("status");
      if (status == null) {
        throw new CredentialException(plugin + " answered without a status.");
      }
      return credential(status, plugin, user);
    } catch (YamlException e) {
      throw new CredentialException(
          "%s answered with what is not an ExecCredential: %s.".formatted(plugin, e.getMessage()),
          e);
    }
  }

  private static Credential credential(YamlMap status, String plugin, String user)
      throws YamlException, CredentialException {
    String token = status.text("token");
    String certificate = status.text("clientCertificateData");
    String key = status.text("clientKeyData");
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new CredentialException(
          plugin
              + " answered with one of clientCertificateData and clientKeyData; both are needed.");
    }
    Optional<Instant> expires = expiration(status.text("expirationTimestamp"), plugin);
    if (!certificate.isEmpty()) {
      byte[] chain = certificate.getBytes(StandardCharsets.UTF_8);
      Optional<Instant> own = Expiry.ofCertificate(chain, user);
      return new Credential.Certificate(
          chain, key.getBytes(StandardCharsets.UTF_8), expires.or(() -> own));
    }
    if (token.isEmpty()) {
      throw new CredentialException(
          plugin + " answered without a token and without a client certificate.");
    }
    return new Credential.Token(token, expires.or(() -> Expiry.ofToken(token)));
  }

  private static Optional<Instant> expiration(String text, String plugin)
      throws CredentialException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new CredentialException(
          "%s answered with the expirationTimestamp %s, which is not a time of RFC 3339."
              .formatted(plugin, text),
          e);
    }
  }
}
