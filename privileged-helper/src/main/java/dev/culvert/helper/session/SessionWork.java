package dev.culvert.helper.session;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectFailure.Kind;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.ManagerSession.Cluster;
import dev.culvert.core.words.Phrase;
import dev.culvert.helper.state.Board;
import dev.culvert.helper.state.Command;
import dev.culvert.helper.state.Event;
import dev.culvert.helper.state.Facts;
import dev.culvert.helper.state.Problem;
import dev.culvert.helper.state.Problems;
import dev.culvert.helper.state.Step;
import dev.culvert.helper.state.Target;
import dev.culvert.helper.state.Work;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the state machine commands. One worker does one thing at a time, in order, so that
 * undoing begins when the work before has let go; giving up makes it let go soon.
 */
public final class SessionWork implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(SessionWork.class);

  private static final Duration FIRST_CLUSTER = Duration.ofSeconds(5);

  /** The manager is told of the end; it notices by itself when that takes longer. */
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final Opener opener;
  private final CredentialStore credentials;
  private final Laptop laptop;
  private final Supplier<List<EventLoop>> newLoops;
  private final Timers timers;
  private final Clock clock;
  private final Board board;
  private final Executor worker;
  private final SessionUser user;
  private final Shortcuts shortcuts;

  /** Who hears of the work begun last. */
  private volatile Consumer<Event> latest = event -> LOG.debug("nobody hears {}", event);

  /** The work begun last; the actor's thread. */
  private Attempt current = new Attempt();

  private final AtomicBoolean refreshing = new AtomicBoolean();

  // The worker's own.
  /** The first is the session's own; empty while there is none. */
  private List<EventLoop> loops = List.of();

  private Optional<ManagerSession> session = Optional.empty();

  /** Where the manager is reached without the API server. */
  private Optional<InetSocketAddress> direct = Optional.empty();

  private volatile Optional<SessionNews> listening = Optional.empty();

  /**
   * @param newLoops new event loops for each connection
   * @param worker runs one task at a time, in order; tasks block
   */
  SessionWork(
      Opener opener,
      CredentialStore credentials,
      Laptop laptop,
      Supplier<List<EventLoop>> newLoops,
      Timers timers,
      Clock clock,
      Board board,
      Executor worker,
      SessionUser user,
      Shortcuts shortcuts) {
    this.opener = opener;
    this.credentials = credentials;
    this.laptop = laptop;
    this.newLoops = newLoops;
    this.timers = timers;
    this.clock = clock;
    this.board = board;
    this.worker = worker;
    this.user = user;
    this.shortcuts = shortcuts;
  }

  @Override
  public void begin(Command command, Consumer<Event> news) {
    current.giveUp();
    Attempt attempt = new Attempt();
    current = attempt;
    latest = news;
    switch (command) {
      case Command.Open(Target to) -> worker.execute(() -> open(to, attempt, news));
      case Command.Reopen(Target to, int number) -> worker.execute(() -> reopen(to, attempt, news));
      case Command.RetryAfter(Duration delay) ->
          attempt.whenGivenUp(
              timers.after(delay, () -> news.accept(new Event.RetryDue(clock.instant()))));
      case Command.Undo() -> worker.execute(() -> news.accept(new Event.Undone(undo())));
    }
  }

  /** Of the last heartbeat; any thread. */
  Optional<Duration> roundTrip() {
    return listening.flatMap(SessionNews::roundTrip);
  }

  /**
   * Looks whether this computer has moved to another network; the worker does it when it is free.
   */
  void refresh(Target to) {
    if (refreshing.compareAndSet(false, true)) {
      worker.execute(() -> {
        refreshing.set(false);
        try {
          laptop.refresh(to, KeptAddresses.of(to, direct));
        } catch (HostFailure e) {
          LOG.warn("a change of network could not be followed: {}", e.getMessage());
        } catch (RuntimeException e) {
          latest.accept(new Event.Broken(defect(e, Step.SETTING_ROUTES_AND_DNS)));
        }
      });
    }
  }

  /** The worker sees to it when it is free. */
  void attachmentsChanged(Target to) {
    worker.execute(() -> {
      try {
        laptop.attachmentsChanged(to, KeptAddresses.of(to, direct));
      } catch (HostFailure e) {
        LOG.warn("names are not completed as attached workloads do: {}", e.getMessage());
      } catch (RuntimeException e) {
        latest.accept(new Event.Broken(defect(e, Step.SETTING_ROUTES_AND_DNS)));
      }
    });
  }

  private void open(Target to, Attempt attempt, Consumer<Event> news) {
    AtomicReference<Step> step = new AtomicReference<>(Step.ASKING_HELPER);
    Consumer<Step> steps =
        reached -> {
          if (step.getAndSet(reached) != reached) {
            news.accept(new Event.StepReached(reached));
          }
        };
    try {
      attempt.check();
      loops = newLoops.get();
      SessionNews listener = listener(to, attempt, news);
      Cluster cluster =
          openSession(to, Optional.empty(), listener, Opener.Patience.CONNECTING, attempt, steps);
      attempt.check();
      steps.accept(Step.SETTING_ROUTES_AND_DNS);
      laptop.join(
          to,
          cluster,
          forFlows(),
          loops,
          KeptAddresses.of(to, direct),
          problem -> latest.accept(new Event.Broken(problem)));
      lend();
      listener.open(new Event.Opened());
    } catch (ConnectFailure e) {
      LOG.debug("connecting failed", e);
      news.accept(new Event.OpenFailed(Problems.of(e, step.get(), to)));
    } catch (HostFailure e) {
      LOG.debug("connecting failed", e);
      news.accept(new Event.OpenFailed(e.problem()));
    } catch (GivenUp e) {
      LOG.debug("connecting was given up");
    } catch (RuntimeException e) {
      news.accept(new Event.OpenFailed(defect(e, step.get())));
    }
  }

  private void reopen(Target to, Attempt attempt, Consumer<Event> news) {
    AtomicReference<Step> step = new AtomicReference<>(Step.REACHING_API_SERVER);
    Instant began = clock.instant();
    try {
      attempt.check();
      // Whoever asked for this took the old session for dead.
      Optional<String> resume = session.map(s -> s.info().secret());
      listening.ifPresent(SessionNews::mute);
      session.ifPresent(ManagerSession::abandon);
      laptop.pause();
      user.pause();
      SessionNews listener = listener(to, attempt, news);
      Cluster cluster =
          openSession(to, resume, listener, Opener.Patience.RECONNECTING, attempt, step::set);
      laptop.use(forFlows());
      laptop.adapt(to, cluster, KeptAddresses.of(to, direct));
      lend();
      listener.open(new Event.Reopened());
    } catch (ConnectFailure e) {
      LOG.debug("reconnecting failed", e);
      Instant now = clock.instant();
      news.accept(
          new Event.ReopenFailed(
              Problems.of(e, step.get(), to), mayHelp(e, to), Duration.between(began, now), now));
    } catch (HostFailure e) {
      LOG.debug("reconnecting failed", e);
      news.accept(new Event.Broken(e.problem()));
    } catch (GivenUp e) {
      LOG.debug("reconnecting was given up");
    } catch (RuntimeException e) {
      news.accept(new Event.Broken(defect(e, step.get())));
    }
  }

  /** The session as new flows have it. */
  private ManagerSession forFlows() {
    return new ShortcutSession(session.orElseThrow(), shortcuts, loops);
  }

  /** What a user of the session does with it must not be the end of the connection. */
  private void lend() {
    try {
      user.use(session.orElseThrow(), loops.getFirst());
    } catch (RuntimeException e) {
      LOG.error("a defect of the helper: what uses the session has failed", e);
    }
  }

  /** Refused credentials get no better by trying, unless somebody can be asked for fresh ones. */
  private boolean mayHelp(ConnectFailure failure, Target to) {
    return failure.kind().isTransient() && (!Opener.refused(failure) || credentials.canRenew(to));
  }

  private Cluster openSession(
      Target to,
      Optional<String> resume,
      SessionNews listener,
      Opener.Patience patience,
      Attempt attempt,
      Consumer<Step> steps)
      throws ConnectFailure, GivenUp {
    Opened opened = opener.open(to, resume, loops, listener, patience, attempt, steps);
    session = Optional.of(opened.session());
    direct = opened.address();
    listening = Optional.of(listener);
    ManagerSession.Info info = opened.session().info();
    board.showSession(
        Optional.of(
            new Facts.Session(
                info.id(),
                info.identity(),
                info.managerPod(),
                info.managerVersion(),
                opened.road(),
                opened.why())));
    return attempt.await(
        listener.firstCluster(),
        FIRST_CLUSTER,
        () ->
            new ConnectFailure(
                Kind.PROTOCOL,
                "the manager opened a session and told nothing of the cluster's network for "
                    + FIRST_CLUSTER.toSeconds()
                    + " s"));
  }

  private SessionNews listener(Target to, Attempt attempt, Consumer<Event> news) {
    return new SessionNews(
        clock,
        news,
        laptop::pause,
        cluster ->
            worker.execute(() -> {
              if (!attempt.isGivenUp()) {
                follow(to, cluster, news);
              }
            }));
  }

  /** The cluster has changed while connected. */
  private void follow(Target to, Cluster cluster, Consumer<Event> news) {
    try {
      laptop.adapt(to, cluster, KeptAddresses.of(to, direct));
    } catch (HostFailure e) {
      LOG.warn("the cluster's network has changed and could not be followed: {}", e.getMessage());
      news.accept(
          new Event.HealthChanged(
              Optional.of(Phrase.NETWORK_CHANGED.of(String.valueOf(e.getMessage())))));
    } catch (RuntimeException e) {
      news.accept(new Event.Broken(defect(e, Step.SETTING_ROUTES_AND_DNS)));
    }
  }

  private Optional<Problem> undo() {
    Optional<Problem> left;
    try {
      endUse();
      left = laptop.undo();
    } catch (RuntimeException e) {
      left = Optional.of(defect(e, Step.SETTING_ROUTES_AND_DNS));
    }
    listening.ifPresent(SessionNews::mute);
    session.ifPresent(SessionWork::sayGoodbye);
    session = Optional.empty();
    listening = Optional.empty();
    loops.stream()
        .map(EventLoop::parent)
        .distinct()
        .forEach(group -> {
          var _ = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        });
    loops = List.of();
    credentials.clear();
    board.showSession(Optional.empty());
    board.show(Facts.Traffic.NONE);
    return left;
  }

  /** What the connection changed on the computer must be undone in any case. */
  private void endUse() {
    try {
      user.end();
    } catch (RuntimeException e) {
      LOG.error("a defect of the helper: what used the session has not ended", e);
    }
  }

  private static void sayGoodbye(ManagerSession session) {
    try {
      session.close().toCompletableFuture().get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
      LOG.debug("the manager was not told of the end; its session will expire", e);
      session.abandon();
    } catch (InterruptedException e) {
      session.abandon();
      Thread.currentThread().interrupt();
    }
  }

  private static Problem defect(RuntimeException e, Step step) {
    LOG.error("a defect of the helper", e);
    return Problems.local(
        Problems.DEFECT,
        "the helper failed in a way it should not",
        e,
        "Connect again; if it stays, report the detail and the helper's log.",
        step);
  }
}
