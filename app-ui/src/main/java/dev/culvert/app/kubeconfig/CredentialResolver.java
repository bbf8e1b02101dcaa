package dev.culvert.app.kubeconfig;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * From a kubeconfig user to the credential that lets it in, in kubectl's precedence: client
 * certificate, token file, token, credential plug-in. What a plug-in gave is kept until shortly
 * before it ends; all else is read each time. Any thread; blocks.
 */
public final class CredentialResolver {
  /** A credential must outlive the request it is taken for. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final ExecPlugin plugin;
  private final Clock clock;
  private final Map<CacheKey, Credential> fromPlugins = new ConcurrentHashMap<>();

  private record CacheKey(ExecConfig exec, String user, String server) {}

  CredentialResolver(ExecPlugin plugin, Clock clock) {
    this.plugin = plugin;
    this.clock = clock;
  }

  /** Of this process: plug-ins may use its terminal, if it has one. */
  public static CredentialResolver ofProcess() {
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return new CredentialResolver(
        new ExecPlugin(terminal, ExecPlugin.PATIENCE, System.getenv()), Clock.systemUTC());
  }

  /**
   * The credential that lets the context's user in.
   *
   * @param fresh run plug-ins again even when what they gave has not ended
   * @throws CredentialException when there is none; what is wrong, and where
   */
  public Credential resolve(ContextTarget target, boolean fresh) throws CredentialException {
    UserEntry user = target.user();
    if (user.clientCertificate() != null || user.clientKey() != null) {
      return certificate(user);
    }
    if (user.tokenFile() != null) {
      return tokenFile(user, user.tokenFile());
    }
    if (!user.token().isEmpty()) {
      return new Credential.Token(user.token(), Expiry.ofToken(user.token()));
    }
    if (user.exec() != null) {
      return fromPlugin(user.exec(), target, fresh);
    }
    throw new CredentialException(
        "User %s in %s has no credentials: it needs a token, a tokenFile, a client certificate or an exec plug-in."
            .formatted(user.name(), user.file()));
  }

  private Credential certificate(UserEntry user) throws CredentialException {
    PemSource certificate = user.clientCertificate();
    PemSource key = user.clientKey();
    if (certificate == null || key == null) {
      throw new CredentialException(
          "User %s in %s has a client %s and no client %s; both are needed."
              .formatted(
                  user.name(),
                  user.file(),
                  certificate == null ? "key" : "certificate",
                  certificate == null ? "certificate" : "key"));
    }
    byte[] chain = certificate.read("The client certificate of user " + user.name());
    byte[] pem = key.read("The client key of user " + user.name());
    return new Credential.Certificate(
        chain, pem, Expiry.ofCertificate(chain, "user " + user.name()));
  }

  private static Credential tokenFile(UserEntry user, Path file) throws CredentialException {
    String token;
    try {
      token = Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      if (!user.token().isEmpty()) {
        // As in kubectl: the token beside it is what was last read successfully.
        return new Credential.Token(user.token(), Expiry.ofToken(user.token()));
      }
      throw new CredentialException(
          "The token file %s of user %s cannot be read: %s."
              .formatted(file, user.name(), Reasons.of(e)),
          e);
    }
    if (token.isEmpty()) {
      throw new CredentialException(
          "The token file %s of user %s is empty.".formatted(file, user.name()));
    }
    return new Credential.Token(token, Expiry.ofToken(token));
  }

  private Credential fromPlugin(ExecConfig exec, ContextTarget target, boolean fresh)
      throws CredentialException {
    CacheKey key = new CacheKey(exec, target.user().name(), target.cluster().server());
    Credential kept = fromPlugins.get(key);
    if (!fresh && kept != null && !endsSoon(kept)) {
      return kept;
    }
    // Two at once may both ask; the later answer is kept.
    Credential got = plugin.run(exec, target.user().name(), target.cluster());
    fromPlugins.put(key, got);
    return got;
  }

  private boolean endsSoon(Credential credential) {
    return credential
        .expires()
        .map(end -> !clock.instant().plus(MARGIN).isBefore(end))
        .orElse(false);
  }
}
