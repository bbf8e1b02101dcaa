package dev.culvert.helper.session;

import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.link.Link;
import dev.culvert.core.mapping.MappedSession;
import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.ManagerSession.Cluster;
import dev.culvert.core.tunnel.ManagerSession.Subnet;
import dev.culvert.helper.host.DeviceRequest;
import dev.culvert.helper.host.DnsApplied;
import dev.culvert.helper.host.DnsRequest;
import dev.culvert.helper.host.HostDevice;
import dev.culvert.helper.host.HostEnvironment;
import dev.culvert.helper.host.HostNetwork;
import dev.culvert.helper.state.Board;
import dev.culvert.helper.state.Facts;
import dev.culvert.helper.state.Problem;
import dev.culvert.helper.state.Problems;
import dev.culvert.helper.state.Step;
import dev.culvert.helper.state.Target;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection changes on this computer, in order: the device, what reads it, its routes, the
 * name resolution; and back in the mirrored order. Used by one thread at a time. What is half done
 * is undone by {@link #undo} like what is whole.
 */
final class Laptop {
  private static final Logger LOG = LoggerFactory.getLogger(Laptop.class);

  private final HostNetwork host;
  private final Datapath.Factory datapaths;
  private final AtomicReference<AddressMap> map;
  private final Supplier<AttachedNames> attached;
  private final String deviceName;
  private final Board board;

  private volatile Optional<Up> up = Optional.empty();

  /** A connection's part that is there. */
  private static final class Up {
    private final HostDevice device;
    private final AddressPlan addresses;
    private HostEnvironment environment;
    private Optional<Cluster> cluster = Optional.empty();
    private volatile Optional<Datapath> datapath = Optional.empty();
    private RouteChoice routes = new RouteChoice(List.of(), List.of());
    private Overlaps overlaps;
    private AttachedNames attached = AttachedNames.NONE;
    private Optional<DnsRequest> dnsAsked = Optional.empty();
    private Optional<DnsApplied> dns = Optional.empty();

    Up(HostDevice device, HostEnvironment environment, AddressPlan addresses, Overlaps overlaps) {
      this.device = device;
      this.environment = environment;
      this.addresses = addresses;
      this.overlaps = overlaps;
    }
  }

  /**
   * @param map set to what is in force, for all who translate addresses
   * @param attached what is attached now
   */
  Laptop(
      HostNetwork host,
      Datapath.Factory datapaths,
      AtomicReference<AddressMap> map,
      Supplier<AttachedNames> attached,
      String deviceName,
      Board board) {
    this.host = host;
    this.datapaths = datapaths;
    this.map = map;
    this.attached = attached;
    this.deviceName = deviceName;
    this.board = board;
  }

  /** Puts this computer on the cluster's network. */
  void join(
      Target target,
      Cluster cluster,
      ManagerSession session,
      List<EventLoop> loops,
      List<IpAddress> kept,
      Consumer<Problem> broken)
      throws HostFailure {
    Up joining = openDevice(target, cluster, loops);
    up = Optional.of(joining);
    show(joining, cluster);
    List<Link> links = joining.device.links();
    Datapath datapath =
        datapaths.open(
            new Datapath.Setup(
                IntStream.range(0, links.size())
                    .mapToObj(i -> new Datapath.Queue(links.get(i), loops.get(i)))
                    .toList(),
                Set.copyOf(joining.addresses.deviceAddresses()),
                joining.addresses.dns(),
                joining.environment,
                cause -> broken.accept(gone(joining.device.name(), cause))));
    joining.datapath = Optional.of(datapath);
    datapath.cluster(joining.overlaps.seen(cluster, target), target.namespace(), List.of());
    datapath.use(new MappedSession(session, map::get));
    adapt(target, cluster, kept);
  }

  /** The routes and names follow the cluster. */
  void adapt(Target target, Cluster cluster, List<IpAddress> kept) throws HostFailure {
    Up now = up.orElseThrow(() -> new IllegalStateException("there is no device"));
    now.cluster = Optional.of(cluster);
    now.overlaps = overlaps(target, cluster, now.environment, now.addresses, now.overlaps);
    map.set(now.overlaps.map());
    Cluster seen = now.overlaps.seen(cluster, target);
    AttachedNames names = attached.get();
    now.attached = names;
    now.datapath.ifPresent(d -> d.cluster(seen, target.namespace(), names.search()));
    RouteChoice routes =
        RouteChoice.of(
            target, seen, now.overlaps.excluded(), now.addresses.dns(), now.environment, kept);
    if (!routes.routes().equals(now.routes.routes())) {
      try {
        host.setRoutes(now.device, routes.routes());
      } catch (IOException e) {
        throw failed(
            Problems.ROUTES,
            "the cluster's subnets could not be routed into " + now.device.name(),
            e,
            "Restore the network, then connect again; the detail says what the system refused.");
      }
    }
    now.routes = routes;
    DnsRequest wanted = dns(target, seen, now.attached, now.addresses.dns());
    if (now.dnsAsked.isEmpty() || !now.dnsAsked.orElseThrow().equals(wanted)) {
      try {
        now.dns = Optional.of(host.applyDns(now.device, wanted));
        now.dnsAsked = Optional.of(wanted);
      } catch (IOException e) {
        throw failed(
            Problems.NAMES,
            "this computer's name resolution could not be set",
            e,
            "Restore the network, then connect again; the detail says what the system refused.");
      }
    }
    show(now, cluster);
  }

  /**
   * This computer may have moved to another network: its own resolvers are followed, so that public
   * names go where they would go without Culvert, and its routes, which may have come to overlap
   * with the cluster's.
   */
  void refresh(Target target, List<IpAddress> kept) throws HostFailure {
    if (up.isEmpty()) {
      return;
    }
    Up now = up.orElseThrow();
    HostEnvironment environment;
    try {
      environment = host.look();
    } catch (IOException e) {
      LOG.warn("this computer's network could not be looked at: {}", e.getMessage());
      return;
    }
    if (environment.equals(now.environment)) {
      return;
    }
    boolean names =
        !environment.resolvers().equals(now.environment.resolvers())
            || !environment.search().equals(now.environment.search());
    now.environment = environment;
    if (names) {
      LOG.info("this computer's own resolvers are {} now", environment.resolvers());
      now.datapath.ifPresent(d -> d.environment(environment));
    } else {
      LOG.info("this computer's routes or addresses have changed");
    }
    if (now.cluster.isPresent()) {
      adapt(target, now.cluster.orElseThrow(), kept);
    }
  }

  /**
   * Something was attached or is not any longer: names are completed accordingly, and those that
   * were asked before are asked anew.
   */
  void attachmentsChanged(Target target, List<IpAddress> kept) throws HostFailure {
    if (up.isPresent()) {
      Up now = up.orElseThrow();
      if (now.cluster.isPresent() && !attached.get().equals(now.attached)) {
        adapt(target, now.cluster.orElseThrow(), kept);
      }
    }
  }

  /** New flows go through this session. */
  void use(ManagerSession session) {
    up.flatMap(u -> u.datapath).ifPresent(d -> d.use(new MappedSession(session, map::get)));
  }

  /** Asks one name; empty when nothing is up. Any thread. */
  Optional<CompletionStage<DnsRecord>> tryName(String name, String type) {
    return up.flatMap(u -> u.datapath).map(d -> d.tryName(name, type));
  }

  /** No tunnel for now. Any thread. */
  void pause() {
    up.flatMap(u -> u.datapath).ifPresent(Datapath::pause);
  }

  /**
   * Takes everything back, whatever of it is there, and also what an earlier process left.
   *
   * @return what could not be undone
   */
  Optional<Problem> undo() {
    List<String> failures = new ArrayList<>();
    up.ifPresent(gone -> {
      step(failures, host::revertDns);
      step(failures, () -> host.setRoutes(gone.device, List.of()));
      gone.datapath.ifPresent(datapath -> step(failures, datapath::close));
      step(failures, gone.device::close);
    });
    up = Optional.empty();
    // The journal is what counts: a step above that failed is tried again here.
    List<String> left = new ArrayList<>();
    step(left, () -> host.undoAll().forEach(what -> LOG.debug("undone: {}", what)));
    map.set(AddressMap.NONE);
    board.showNetwork(Optional.empty());
    if (left.isEmpty()) {
      failures.forEach(text -> LOG.warn("failed at first and was undone all the same: {}", text));
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            Problems.UNDO,
            "not every change to this computer's network could be undone",
            String.join("; ", left),
            "Choose Restore my network; if it fails again, restart the computer.",
            Step.SETTING_ROUTES_AND_DNS));
  }

  private Up openDevice(Target target, Cluster cluster, List<EventLoop> loops) throws HostFailure {
    try {
      HostEnvironment environment = host.look();
      List<Prefix> prefixes =
          new ArrayList<>(cluster.subnets().stream().map(Subnet::prefix).toList());
      prefixes.addAll(target.alsoRoute());
      AddressPlan addresses = AddressPlan.choose(environment, prefixes);
      Overlaps overlaps = overlaps(target, cluster, environment, addresses, Overlaps.NONE);
      map.set(overlaps.map());
      HostDevice device =
          host.openDevice(
              new DeviceRequest(
                  deviceName, addresses.deviceAddresses(), 0, Optional.of(addresses.dns())),
              loops);
      return new Up(device, environment, addresses, overlaps);
    } catch (IOException e) {
      throw failed(
          Problems.DEVICE,
          "the network device " + deviceName + " could not be created",
          e,
          "The helper must run as root with the TUN driver present; the detail says what failed.");
    }
  }

  private static Overlaps overlaps(
      Target target,
      Cluster cluster,
      HostEnvironment environment,
      AddressPlan addresses,
      Overlaps before)
      throws HostFailure {
    try {
      return Overlaps.of(target, cluster, environment, addresses, before);
    } catch (Overlaps.NoRoom e) {
      throw failed(
          Problems.OVERLAP,
          "the cluster has addresses that another network of this computer has, too",
          e,
          "Leave them to the other network, or let the longer route win: culvert connect --overlap"
              + " exclude (or allow), or Settings, Network, Overlap.");
    }
  }

  private static DnsRequest dns(
      Target target, Cluster cluster, AttachedNames attached, IpAddress server) {
    String domain = cluster.domain();
    // What else a workload's pods complete names with is their network's, not this computer's.
    List<String> search =
        Stream.concat(
                attached.search().stream().filter(each -> each.endsWith(".svc." + domain)),
                Stream.of(target.namespace() + ".svc." + domain, "svc." + domain, domain))
            .distinct()
            .toList();
    return new DnsRequest(server, domain, search, RouteDomains.of(cluster, target.namespace()));
  }

  private void show(Up now, Cluster cluster) {
    Optional<Facts.Names> names =
        now.dns.map(applied ->
            new Facts.Names(
                applied.mode(),
                applied.reason(),
                now.addresses.dns().toString(),
                cluster.domain(),
                now.dnsAsked.map(DnsRequest::search).orElse(List.of()),
                now.environment.resolvers().stream().map(IpAddress::toString).toList()));
    board.showNetwork(
        Optional.of(
            new Facts.Network(
                now.device.name(),
                now.device.link().mtu(),
                now.device.addresses().stream().map(Prefix::toString).toList(),
                now.routes.explained(),
                now.overlaps.explained(),
                names)));
  }

  private static Problem gone(String device, IOException cause) {
    return Problems.local(
        Problems.DEVICE,
        "the network device " + device + " is gone: somebody has removed it",
        cause,
        "Connect again; if it stays, look for another program that manages network devices.",
        Step.SETTING_ROUTES_AND_DNS);
  }

  private static HostFailure failed(String code, String message, Exception e, String remedy) {
    return new HostFailure(
        Problems.local(code, message, e, remedy, Step.SETTING_ROUTES_AND_DNS), e);
  }

  private interface UndoStep {
    void run() throws IOException;
  }

  /** One step of undoing never keeps the others from being made. */
  private static void step(List<String> failures, UndoStep step) {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      LOG.debug("a step of undoing failed", e);
      failures.add(String.valueOf(e.getMessage()));
    }
  }
}
