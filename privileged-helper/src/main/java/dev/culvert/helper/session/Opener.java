package dev.culvert.helper.session;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens one session: finds the manager, opens the tunnel, and asks for fresh credentials once when
 * these are refused. Blocks on a virtual thread.
 */
final class Opener {
  private static final Logger LOG = LoggerFactory.getLogger(Opener.class);

  /** The name that the manager's certificate is issued for, wherever it runs. */
  private static final String MANAGER_NAME = "culvert-manager";

  /** How often to look again for a manager that is not ready yet. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  /**
   * A connection in a local network or a VPN takes a fraction of it; the API server is asked
   * meanwhile for what either road needs, and a laptop without a way there waits no longer.
   */
  private static final Duration PROBE = Duration.ofMillis(500);

  /** From the connection to the session; then the API server's road is taken. */
  private static final Duration DIRECT = Duration.ofSeconds(3);

  private final Connector connector;
  private final ManagerSearch search;
  private final CredentialStore credentials;
  private final DirectProbe probe;
  private final String hostname;

  Opener(
      Connector connector,
      ManagerSearch search,
      CredentialStore credentials,
      DirectProbe probe,
      String hostname) {
    this.connector = connector;
    this.search = search;
    this.credentials = credentials;
    this.probe = probe;
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
  Opened open(
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

  private Opened openWith(
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
    Tunnel tunnel = new Tunnel(target, manager, resume, loops, listener, attempt);
    if (target.directAddress().isPresent()) {
      InetSocketAddress address = target.directAddress().orElseThrow();
      return new Opened(
          tunnel.by(new ConnectSettings.Direct(address), patience.tunnel),
          Optional.of(address),
          "asked for");
    }
    String why = manager.addresses;
    if (manager.reachable.isPresent()) {
      InetSocketAddress address = manager.reachable.orElseThrow();
      try {
        return new Opened(
            tunnel.by(new ConnectSettings.Direct(address), DIRECT),
            Optional.of(address),
            text(address) + " can be reached");
      } catch (ConnectFailure e) {
        // The manager itself said no: it would say the same on the other road.
        if (e.kind() == Kind.MANAGER_UNAUTHENTICATED || e.kind() == Kind.MANAGER_FORBIDDEN) {
          throw e;
        }
        attempt.check();
        LOG.info("the manager is not reached at {}: {}", text(address), e.getMessage());
        why = text(address) + " takes connections and is not the manager: " + e.getMessage();
      }
    }
    Road forward =
        new ConnectSettings.PortForward(
            api, target.managerNamespace(), manager.found().pod(), ConnectSettings.MANAGER_PORT);
    return new Opened(tunnel.by(forward, patience.tunnel), Optional.empty(), why);
  }

  private static String text(InetSocketAddress address) {
    return new Endpoint(IpAddress.of(address.getAddress()), address.getPort()).toString();
  }

  /** What it takes to open a tunnel, on whatever road. */
  private final class Tunnel {
    private final Target target;
    private final Manager manager;
    private final Optional<String> resume;
    private final List<EventLoop> loops;
    private final ManagerSession.Listener listener;
    private final Attempt attempt;

    Tunnel(
        Target target,
        Manager manager,
        Optional<String> resume,
        List<EventLoop> loops,
        ManagerSession.Listener listener,
        Attempt attempt) {
      this.target = target;
      this.manager = manager;
      this.resume = resume;
      this.loops = loops;
      this.listener = listener;
      this.attempt = attempt;
    }

    ManagerSession by(Road road, Duration patience) throws ConnectFailure, GivenUp {
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
            patience,
            () ->
                new ConnectFailure(
                    Kind.MANAGER_UNREACHABLE,
                    "the manager in namespace "
                        + target.managerNamespace()
                        + " was silent for "
                        + patience.toSeconds()
                        + " s while the tunnel was being opened"));
      } finally {
        // Won by a hair after it was given up: nobody would ever close it.
        if (attempt.isGivenUp()) {
          var _ = opening.thenAccept(ManagerSession::abandon);
        }
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

  /**
   * A manager that is ready.
   *
   * @param reachable where it takes connections without the API server
   * @param addresses what came of looking for that, in words; empty when it tells no address
   */
  private record Manager(
      ManagerFinder.Found found,
      ConnectSettings.Credentials secret,
      Optional<InetSocketAddress> reachable,
      String addresses) {}

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
            DirectProbe.Running probing = probe.begin(found.addresses());
            ConnectSettings.Credentials secret = asked(look::credentialsForManager, attempt);
            Optional<InetSocketAddress> reachable = probing.first(PROBE);
            String addresses =
                found.addresses().isEmpty() || reachable.isPresent()
                    ? ""
                    : String.join(", ", found.addresses()) + " cannot be reached from here";
            return new Manager(found, secret, reachable, addresses);
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
