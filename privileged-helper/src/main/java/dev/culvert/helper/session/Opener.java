package dev.culvert.helper.session;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectFailure.Kind;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.ConnectSettings.ApiServer;
import dev.culvert.core.tunnel.ConnectSettings.Road;
import dev.culvert.core.tunnel.Connector;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.helper.cluster.ManagerFinder;
import dev.culvert.helper.state.Step;
import dev.culvert.helper.state.Target;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Opens one session: finds the manager, opens the tunnel, and asks for fresh credentials once when
 * these are refused. Blocks on a virtual thread.
 */
final class Opener {
  /** The name that the manager's certificate is issued for, wherever it runs. */
  private static final String MANAGER_NAME = "culvert-manager";

  /** How often to look again for a manager that is not ready yet. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Connector connector;
  private final ManagerSearch search;
  private final CredentialStore credentials;
  private final String hostname;

  Opener(Connector connector, ManagerSearch search, CredentialStore credentials, String hostname) {
    this.connector = connector;
    this.search = search;
    this.credentials = credentials;
    this.hostname = hostname;
  }

  /**
   * How patient to be.
   *
   * @param part for each part of each call to the API server
   * @param manager for a manager that is starting
   * @param tunnel for the session
   */
  record Patience(Duration part, Duration manager, Duration tunnel) {
    /**
     * A person is waiting and wants to be told what is wrong. The connector gives up after 10 s and
     * knows best who was silent: it is let speak first.
     */
    static final Patience CONNECTING =
        new Patience(Duration.ofSeconds(8), Duration.ofSeconds(20), Duration.ofSeconds(12));

    /**
     * The next attempt is near: rather try again than wait for a connection that went silent. A
     * manager that is starting is looked at often, so that it is used as soon as it is ready; its
     * first session takes it longer than later ones.
     */
    static final Patience RECONNECTING =
        new Patience(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(5));
  }

  /** Opens a session or resumes it. */
  ManagerSession open(
      Target target,
      Optional<String> resume,
      List<EventLoop> loops,
      ManagerSession.Listener listener,
      Patience patience,
      Attempt attempt,
      Consumer<Step> steps)
      throws ConnectFailure, GivenUp {
    ConnectSettings.Credentials secret = credentials.good(target, attempt);
    try {
      return openWith(secret, target, resume, loops, listener, patience, attempt, steps);
    } catch (ConnectFailure e) {
      if (!refused(e) || !credentials.canRenew(target)) {
        throw e;
      }
      ConnectSettings.Credentials fresh =
          credentials.renew(target, attempt, String.valueOf(e.getMessage()));
      return openWith(fresh, target, resume, loops, listener, patience, attempt, steps);
    }
  }

  /** Whether the credentials are what is wrong. */
  static boolean refused(ConnectFailure failure) {
    return failure.kind() == Kind.API_UNAUTHENTICATED
        || failure.kind() == Kind.MANAGER_UNAUTHENTICATED;
  }

  private ManagerSession openWith(
      ConnectSettings.Credentials secret,
      Target target,
      Optional<String> resume,
      List<EventLoop> loops,
      ManagerSession.Listener listener,
      Patience patience,
      Attempt attempt,
      Consumer<Step> steps)
      throws ConnectFailure, GivenUp {
    ApiServer api = api(target, secret);
    steps.accept(Step.REACHING_API_SERVER);
    Manager manager = find(api, target, patience, attempt, steps);
    attempt.check();
    steps.accept(Step.OPENING_TUNNEL);
    Road road =
        target
            .directAddress()
            .<Road>map(ConnectSettings.Direct::new)
            .orElseGet(() ->
                new ConnectSettings.PortForward(
                    api,
                    target.managerNamespace(),
                    manager.found().pod(),
                    ConnectSettings.MANAGER_PORT));
    ConnectSettings settings =
        new ConnectSettings(
            road,
            manager.found().authority(),
            MANAGER_NAME,
            manager.secret(),
            target.user().name() + "@" + hostname,
            resume);
    CompletableFuture<ManagerSession> opening = connector.connect(settings, loops, listener);
    try {
      return attempt.await(
          opening,
          patience.tunnel,
          () ->
              new ConnectFailure(
                  Kind.MANAGER_UNREACHABLE,
                  "the manager in namespace "
                      + target.managerNamespace()
                      + " was silent for "
                      + patience.tunnel.toSeconds()
                      + " s while the tunnel was being opened"));
    } finally {
      // Won by a hair after it was given up: nobody would ever close it.
      if (attempt.isGivenUp()) {
        var _ = opening.thenAccept(ManagerSession::abandon);
      }
    }
  }

  private static ApiServer api(Target target, ConnectSettings.Credentials secret) {
    Target.Api api = target.api();
    return new ApiServer(
        api.url(),
        api.certificateAuthority(),
        api.tlsServerName(),
        api.insecureSkipTlsVerify(),
        api.proxy(),
        secret);
  }

  private record Manager(ManagerFinder.Found found, ConnectSettings.Credentials secret) {}

  private Manager find(
      ApiServer api, Target target, Patience patience, Attempt attempt, Consumer<Step> steps)
      throws ConnectFailure, GivenUp {
    boolean podNeeded = target.directAddress().isEmpty();
    long looks = patience.manager.dividedBy(LOOK_AGAIN);
    try (ManagerSearch.Look look = search.begin(api, target, patience.part)) {
      attempt.whenGivenUp(look::close);
      while (true) {
        ManagerFinder.Search result = asked(() -> look.find(podNeeded), attempt);
        switch (result) {
          case ManagerFinder.Found found -> {
            return new Manager(found, asked(look::credentialsForManager, attempt));
          }
          case ManagerFinder.NotYet notYet -> {
            if (looks-- <= 0) {
              throw notYet.asFailure();
            }
            steps.accept(Step.WAITING_FOR_MANAGER);
            attempt.pause(LOOK_AGAIN);
          }
        }
      }
    }
  }

  private static <T> T asked(Question<T> question, Attempt attempt) throws ConnectFailure, GivenUp {
    try {
      return question.ask();
    } catch (ConnectFailure e) {
      // A search that was closed by giving up fails with whatever it was doing.
      attempt.check();
      throw e;
    }
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask() throws ConnectFailure;
  }
}
