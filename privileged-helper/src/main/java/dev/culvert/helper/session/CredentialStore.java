package dev.culvert.helper.session;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectFailure.Kind;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.helper.state.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credentials in use. Asks for fresh ones when these are about to expire or were refused; with
 * nobody to ask it goes on with what it has until that is refused. Safe from any thread.
 */
final class CredentialStore {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialStore.class);

  /** Credentials that end sooner are renewed before they are used. */
  static final Duration MARGIN = Duration.ofSeconds(60);

  /** A credential plug-in may show a browser; a person may need a moment. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

  private final CredentialSource source;
  private final Clock clock;
  private volatile Optional<Credentials> current = Optional.empty();
  private volatile Instant askAgain = Instant.MIN;

  CredentialStore(CredentialSource source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  void set(Credentials credentials) {
    current = Optional.of(credentials);
  }

  void clear() {
    current = Optional.empty();
  }

  /** What to use now. */
  ConnectSettings.Credentials good(Target target, Attempt attempt) throws ConnectFailure, GivenUp {
    Credentials now =
        current.orElseThrow(() ->
            new ConnectFailure(
                Kind.API_UNAUTHENTICATED, "there are no credentials for " + target.context()));
    // Those that only end soon are renewed meanwhile, see keepFresh: nobody waits for that.
    boolean over = now.expiresAt().map(end -> end.isBefore(clock.instant())).orElse(false);
    if (!over || !source.available(target)) {
      return now.secret();
    }
    try {
      return renew(target, attempt, "expired at " + now.expiresAt().orElseThrow());
    } catch (ConnectFailure e) {
      LOG.warn("credentials were not renewed, the old ones are used: {}", e.getMessage());
      return now.secret();
    }
  }

  /** Fresh ones, because these were refused. */
  ConnectSettings.Credentials renew(Target target, Attempt attempt, String reason)
      throws ConnectFailure, GivenUp {
    LOG.info("asking the application for fresh credentials: {}", reason);
    Credentials fresh =
        attempt.await(
            source
                .ask(target, reason)
                .exceptionallyCompose(e ->
                    CompletableFuture.failedFuture(
                        new ConnectFailure(
                            Kind.API_UNAUTHENTICATED,
                            "there are no fresh credentials for "
                                + target.context()
                                + ": "
                                + e.getMessage(),
                            e))),
            PATIENCE,
            () ->
                new ConnectFailure(
                    Kind.API_UNAUTHENTICATED,
                    "the application was asked for fresh credentials and was silent for "
                        + PATIENCE.toSeconds()
                        + " s"));
    current = Optional.of(fresh);
    return fresh.secret();
  }

  /** Asks for fresh ones in time, so that a reconnect in the night finds good ones. */
  void keepFresh(Target target) {
    Optional<Credentials> now = current;
    Instant time = clock.instant();
    if (now.isEmpty()
        || !endsSoon(now.orElseThrow())
        || time.isBefore(askAgain)
        || !source.available(target)) {
      return;
    }
    askAgain = time.plus(ASK_AGAIN);
    LOG.info("asking the application for fresh credentials before these expire");
    var _ =
        source
            .ask(target, "expires at " + now.flatMap(Credentials::expiresAt).orElse(time))
            .whenComplete((fresh, failure) -> {
              // A disconnect meanwhile has cleared them, and they stay cleared.
              if (fresh != null && current.equals(now)) {
                current = Optional.of(fresh);
              } else if (failure != null) {
                LOG.warn("no fresh credentials: {}", failure.getMessage());
              }
            });
  }

  /** Whether asking is possible. */
  boolean canRenew(Target target) {
    return source.available(target);
  }

  private boolean endsSoon(Credentials credentials) {
    return credentials
        .expiresAt()
        .map(end -> end.isBefore(clock.instant().plus(MARGIN)))
        .orElse(false);
  }
}
