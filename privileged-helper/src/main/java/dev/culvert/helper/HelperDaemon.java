package dev.culvert.helper;

import dev.culvert.core.inspect.DnsLog;
import dev.culvert.core.inspect.FlowLog;
import dev.culvert.core.inspect.InspectTicker;
import dev.culvert.core.inspect.PacketRing;
import dev.culvert.core.inspect.TrafficHistory;
import dev.culvert.core.net.AddressMap;
import dev.culvert.core.tunnel.Connector;
import dev.culvert.helper.attach.AttachmentDesk;
import dev.culvert.helper.attach.DirectWays;
import dev.culvert.helper.attach.PodPorts;
import dev.culvert.helper.attach.WorkloadNames;
import dev.culvert.helper.history.History;
import dev.culvert.helper.host.HostNetwork;
import dev.culvert.helper.local.Access;
import dev.culvert.helper.local.SocketPlace;
import dev.culvert.helper.local.Users;
import dev.culvert.helper.local.grpc.AttachingService;
import dev.culvert.helper.local.grpc.CredentialsBroker;
import dev.culvert.helper.local.grpc.HelperService;
import dev.culvert.helper.local.grpc.InspectService;
import dev.culvert.helper.local.grpc.LocalServer;
import dev.culvert.helper.mount.Mounts;
import dev.culvert.helper.service.ServiceManager;
import dev.culvert.helper.session.AttachedNames;
import dev.culvert.helper.session.Connections;
import dev.culvert.helper.session.Datapath;
import dev.culvert.helper.session.ManagerSearch;
import dev.culvert.helper.session.SpeedDesk;
import dev.culvert.helper.session.Timers;
import dev.culvert.helper.state.Board;
import dev.culvert.helper.state.Connected;
import dev.culvert.helper.state.ConnectionState;
import dev.culvert.helper.state.Facts;
import dev.culvert.helper.state.Failed;
import dev.culvert.helper.state.Reconnecting;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The helper while it runs: the connection, what there is to see of it, and the local service. */
public final class HelperDaemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HelperDaemon.class);
  private static final long SAMPLE_MILLIS = 250;
  private static final long UNDO_SECONDS = 20;

  private final HostNetwork host;
  private final History history;
  private final Connections connections;
  private final InspectTicker ticker;
  private final ScheduledExecutorService timers;
  private final ExecutorService serial;
  private final ExecutorService worker;
  private final LocalServer server;
  private final ServiceManager manager;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * What differs between a real helper and one in a test.
   *
   * @param hostname of this computer, for who else looks at the manager
   * @param flows what the data path records flows in
   * @param queries what it records name queries in
   * @param history what becomes of the connection
   * @param packets what it records packets in, while it is on
   * @param queues of the device, each with an event loop and a tunnel connection of its own
   * @param manager what started this process and wants to hear of it
   */
  public record Parts(
      HostNetwork host,
      Connector connector,
      ManagerSearch search,
      Datapath.Factory datapaths,
      FlowLog flows,
      DnsLog queries,
      History history,
      PacketRing packets,
      Access access,
      Users users,
      SocketPlace place,
      String deviceName,
      int queues,
      String hostname,
      String version,
      ServiceManager manager) {}

  private HelperDaemon(Parts parts) throws IOException {
    host = parts.host;
    history = parts.history;
    manager = parts.manager;
    Board board = new Board(Clock.systemUTC());
    history.follow(board);
    CredentialsBroker broker = new CredentialsBroker();
    timers =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("culvert-timers").factory());
    serial = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("culvert-state").factory());
    worker = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("culvert-work").factory());
    Timers soon = Timers.of(timers);
    AttachmentDesk attachments = new AttachmentDesk(parts.packets, parts.flows);
    Mounts mounts = new Mounts(timers);
    attachments.follow(mounts);
    SpeedDesk speed = new SpeedDesk();
    attachments.follow(speed);
    PodPorts podPorts = new PodPorts();
    attachments.follow(podPorts);
    var _ = attachments.watch(podPorts::attached);
    DirectWays directly = new DirectWays();
    attachments.follow(directly);
    AtomicReference<AttachedNames> names = new AtomicReference<>(AttachedNames.NONE);
    var _ = attachments.watch(directly::attached);
    AtomicReference<AddressMap> addresses = new AtomicReference<>(AddressMap.NONE);
    parts.flows.follow(addresses::get);
    connections =
        new Connections(
            new Connections.Parts(
                host,
                parts.connector,
                parts.search,
                parts.datapaths,
                broker,
                () -> traffic(parts.flows),
                () -> loops(parts.queues),
                serial,
                worker,
                soon,
                Clock.systemUTC(),
                new SecureRandom(),
                attachments,
                directly,
                names::get,
                addresses,
                parts.deviceName,
                parts.hostname),
            board);
    var _ =
        attachments.watch(list -> {
          AttachedNames now = WorkloadNames.of(list);
          if (!now.equals(names.getAndSet(now))) {
            connections.attachmentsChanged();
          }
        });
    var _ =
        timers.scheduleWithFixedDelay(
            this::sample, SAMPLE_MILLIS, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
    HelperService service =
        new HelperService(
            new HelperService.Parts(
                parts.version,
                parts.access,
                parts.users,
                board,
                connections,
                broker,
                parts.flows,
                parts.queries,
                history,
                soon));
    InspectService inspect =
        new InspectService(
            new InspectService.Parts(
                service::maySeeNames,
                parts.flows,
                parts.packets,
                Clock.systemUTC(),
                () -> phase(board.view().state()),
                host::changes,
                () -> board.view().network().map(Facts.Network::device).orElse("culvert"),
                speed));
    ticker = new InspectTicker(parts.flows, parts.queries, inspect::tick);
    AttachingService attaching =
        new AttachingService(parts.access, board, attachments, directly, mounts, addresses::get);
    server = LocalServer.start(parts.place, service, inspect, attaching);
    manager.ready(soon, serial);
    LOG.info(
        "ready at {}; {} may change things", parts.place.socket(), parts.access.whoMayChange());
  }

  /**
   * Undoes what an earlier process left, then serves.
   *
   * @throws IOException when the socket's place is not this process's own
   */
  public static HelperDaemon start(Parts parts) throws IOException {
    undoLeftovers(parts.host);
    return new HelperDaemon(parts);
  }

  /** Disconnects, undoes everything, and ends. */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    manager.stopping();
    // First, so that who watches sees that the helper went, not that somebody has disconnected: the
    // window connects again when a new one is there, as after an upgrade.
    try {
      server.close();
    } finally {
      undo();
    }
  }

  private void undo() throws IOException {
    try {
      ConnectionState end = connections.disconnect().get(UNDO_SECONDS, TimeUnit.SECONDS);
      if (end instanceof Failed failed) {
        LOG.warn("{}: {}", failed.problem().message(), failed.problem().detail());
      }
    } catch (TimeoutException e) {
      LOG.warn("disconnecting took more than {} s; undoing what the journal holds", UNDO_SECONDS);
    } catch (ExecutionException e) {
      LOG.warn("disconnecting failed; undoing what the journal holds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    history.end();
    ticker.close();
    timers.shutdownNow();
    serial.shutdown();
    worker.shutdown();
    host.close();
    manager.close();
    LOG.info("ended; this computer's network is as it was");
  }

  private void sample() {
    try {
      connections.sample();
    } catch (RuntimeException e) {
      // A periodic task that throws would never run again.
      LOG.error("the figures could not be read", e);
    }
  }

  private static List<EventLoop> loops(int count) {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(count, EpollIoHandler.newFactory());
    return Stream.generate(group::next).limit(count).toList();
  }

  private static Facts.Traffic traffic(FlowLog flows) {
    FlowLog.Totals totals = flows.totals();
    return new Facts.Traffic(
        totals.bytesIn(), totals.bytesOut(), totals.live(), java.util.Optional.empty());
  }

  private static TrafficHistory.Phase phase(ConnectionState state) {
    return switch (state) {
      case Connected _ -> TrafficHistory.Phase.UP;
      case Reconnecting _ -> TrafficHistory.Phase.DOWN;
      default -> TrafficHistory.Phase.OFF;
    };
  }

  private static void undoLeftovers(HostNetwork host) {
    try {
      host.undoAll()
          .forEach(what -> LOG.info("left behind by an earlier helper, undone: {}", what));
    } catch (IOException e) {
      LOG.warn("what an earlier helper left could not all be undone: {}", e.getMessage());
    }
  }
}
