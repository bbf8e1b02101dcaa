package dev.culvert.helper.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.helper.cluster.ManagerFinder;
import dev.culvert.helper.host.MemoryHostNetwork;
import dev.culvert.helper.state.Board;
import dev.culvert.helper.state.ConnectionState;
import dev.culvert.helper.state.Facts;
import dev.culvert.helper.state.Target;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A whole connection in memory: the real machine and work, a computer and a manager made up. */
final class Rig implements AutoCloseable, CredentialSource {
  static final Credentials CREDENTIALS =
      new Credentials(new ConnectSettings.BearerToken("t-1", Optional.empty()), Optional.empty());

  final MemoryHostNetwork host = new MemoryHostNetwork();
  final FakeManager manager = new FakeManager();
  final List<FakeDatapath> datapaths = new ArrayList<>();
  final AtomicReference<AddressMap> addresses = new AtomicReference<>(AddressMap.NONE);
  final Board board = new Board(Clock.systemUTC());
  final Connections connections;
  final List<String> asks = new ArrayList<>();
  final List<Duration> delays = new ArrayList<>();
  final Queue<Runnable> due = new LinkedBlockingQueue<>();
  final Queue<ManagerFinder.Search> finds = new ArrayDeque<>();
  volatile Optional<Credentials> fresh = Optional.empty();

  private final ExecutorService serial =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private final LinkedBlockingQueue<ConnectionState> seen = new LinkedBlockingQueue<>();

  Rig() {
    board.listen(() -> seen.add(board.view().state()));
    connections =
        new Connections(
            new Connections.Parts(
                host,
                manager,
                (api, _, _) -> new Look(api.credentials()),
                setup -> {
                  FakeDatapath datapath = new FakeDatapath();
                  datapaths.add(datapath);
                  return datapath;
                },
                this,
                () -> Facts.Traffic.NONE,
                () -> List.of(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()).next()),
                serial,
                worker,
                (delay, task) -> {
                  delays.add(delay);
                  due.add(task);
                  return () -> due.remove(task);
                },
                Clock.systemUTC(),
                new Random(1),
                new NoUser(),
                Shortcuts.NONE,
                () -> attached,
                addresses,
                "culvert",
                "laptop"),
            board);
  }

  private static final class NoUser implements SessionUser {
    @Override
    public void use(
        dev.culvert.core.tunnel.ManagerSession session, io.netty.channel.EventLoop loop) {}

    @Override
    public void pause() {}

    @Override
    public void end() {}
  }

  private final class Look implements ManagerSearch.Look {
    private final ConnectSettings.Credentials own;

    Look(ConnectSettings.Credentials own) {
      this.own = own;
    }

    @Override
    public ManagerFinder.Search find(boolean podNeeded) throws ConnectFailure {
      ManagerFinder.Search next = finds.poll();
      return next == null ? new ManagerFinder.Found("culvert-manager-0", "PEM", List.of()) : next;
    }

    @Override
    public ConnectSettings.Credentials credentialsForManager() {
      return own;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** As far as names are concerned. */
  volatile AttachedNames attached = AttachedNames.NONE;

  void connect(Target target) {
    assertThat(connections.connect(target, CREDENTIALS).join()).isEmpty();
  }

  /** Waits until a state of this kind is shown; the states before it are passed over. */
  <S extends ConnectionState> S await(Class<S> kind) {
    try {
      while (true) {
        ConnectionState state = seen.poll(10, TimeUnit.SECONDS);
        if (state == null) {
          throw new AssertionError(
              "no " + kind.getSimpleName() + " in 10 s; it is " + board.view().state());
        }
        if (kind.isInstance(state)) {
          return kind.cast(state);
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a condition that some thread brings about. */
  static void until(String what, java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in 10 s: " + what);
      }
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public boolean available(Target target) {
    return fresh.isPresent();
  }

  @Override
  public CompletableFuture<Credentials> ask(Target target, String reason) {
    asks.add(reason);
    return CompletableFuture.completedFuture(fresh.orElseThrow());
  }

  @Override
  public void close() {
    connections.disconnect().join();
    serial.shutdown();
    worker.shutdown();
  }
}
