package dev.culvert.helper.host;

import dev.culvert.core.link.Link;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.helper.dns.NameService;
import dev.culvert.helper.dns.ResolvConf;
import dev.culvert.helper.journal.Change;
import dev.culvert.helper.journal.Journal;
import dev.culvert.helper.nativecall.Errno;
import dev.culvert.helper.nativecall.SystemCallException;
import dev.culvert.helper.route.Interfaces;
import dev.culvert.helper.tun.TunDevice;
import dev.culvert.helper.tun.TunLink;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linux: a TUN device, rtnetlink, and systemd-resolved or resolv.conf. Needs CAP_NET_ADMIN and the
 * right to write {@code /etc}.
 */
public final class LinuxHostNetwork implements HostNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(LinuxHostNetwork.class);
  private static final int MAX_DEVICES = 100;

  /** By this text a device is known to be ours (ip-link(8), alias). */
  private static final String ALIAS = "Culvert: a cluster's network";

  private final Journal journal;
  private final NameService nameService;
  private final Map<String, LinuxHostDevice> devices = new HashMap<>();

  /**
   * Opens the journal, and with it what an earlier helper left; {@link #undoAll} undoes that.
   *
   * @param journal a directory that belongs to this helper alone, as {@code /var/lib/culvert}
   * @param root where {@code etc} and {@code run} are: {@code /}, elsewhere in tests
   * @param clock for the limit on rewriting resolv.conf
   */
  public LinuxHostNetwork(Path journal, Path root, Clock clock) throws IOException {
    this.journal = Journal.open(journal);
    this.nameService = new NameService(root, this.journal, clock);
  }

  @Override
  public synchronized HostEnvironment look() throws IOException {
    ResolvConf resolvers = nameService.original();
    try (Interfaces interfaces = new Interfaces()) {
      Map<Integer, String> names = new HashMap<>();
      Set<Integer> ours = new HashSet<>();
      for (Interfaces.Device device : interfaces.devices()) {
        names.put(device.index(), device.name());
        if (device.alias().equals(ALIAS)) {
          ours.add(device.index());
        }
      }
      List<HostEnvironment.Route> routes =
          interfaces.routes().stream()
              .filter(route -> !ours.contains(route.index()))
              .map(route ->
                  new HostEnvironment.Route(
                      route.destination(), names.getOrDefault(route.index(), "?")))
              .toList();
      List<Prefix> addresses =
          interfaces.addresses().stream()
              .filter(address -> !ours.contains(address.index()))
              .map(address -> Prefix.host(address.address()))
              .toList();
      return new HostEnvironment(
          resolvers.servers(), resolvers.search(), resolvers.ndots(), routes, addresses);
    }
  }

  @Override
  public synchronized HostDevice openDevice(DeviceRequest request, List<EventLoop> loops)
      throws IOException {
    loops.forEach(TunLink::epollLoop);
    List<Journal.Entry> entries = new ArrayList<>();
    List<TunDevice> queues = create(request, loops.size(), entries);
    TunDevice tun = queues.getFirst();
    int mtu = request.mtu() == 0 ? tun.bestMtu() : request.mtu();
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < queues.size(); i++) {
      links.add(new TunLink(queues.get(i), loops.get(i), mtu));
    }
    try (Interfaces interfaces = new Interfaces()) {
      int index = index(interfaces, tun.name());
      entries.addAll(
          journal.record(
              request.addresses().stream()
                  .map(address -> new Change.AddressAdded(tun.name(), address))
                  .toList()));
      interfaces.bringUp(index, mtu, ALIAS);
      for (IpAddress address : request.addresses()) {
        interfaces.addAddress(index, address);
      }
      LinuxHostDevice device =
          new LinuxHostDevice(
              tun.name(), index, request.addresses().stream().map(Prefix::host).toList(), links);
      devices.put(tun.name(), device);
      LOG.info(
          "device {} with MTU {}, {} and queues: {}",
          tun.name(),
          mtu,
          tun.offloads(),
          links.size());
      return device;
    } catch (IOException | RuntimeException e) {
      links.forEach(Link::close);
      journal.settle(entries);
      throw e;
    }
  }

  @Override
  public synchronized void setRoutes(HostDevice device, List<Prefix> routes) throws IOException {
    try (Interfaces interfaces = new Interfaces()) {
      if (index(interfaces, device.name()) != device.index()) {
        throw new IOException("device " + device.name() + " was replaced by another one");
      }
      List<Prefix> present =
          interfaces.routes().stream()
              .filter(route -> route.index() == device.index())
              .filter(route -> route.protocol() == Interfaces.PROTOCOL)
              .map(Interfaces.Route::destination)
              .toList();
      List<Prefix> missing =
          routes.stream().filter(route -> !present.contains(route)).distinct().toList();
      journal.record(
          missing.stream().map(route -> new Change.RouteAdded(device.name(), route)).toList());
      for (Prefix route : missing) {
        interfaces.addRoute(device.index(), route);
      }
      for (Prefix route : present) {
        if (!routes.contains(route)) {
          interfaces.removeRoute(device.index(), route);
        }
      }
      settleRoutes(device, routes);
    }
  }

  @Override
  public synchronized DnsApplied applyDns(HostDevice device, DnsRequest request)
      throws IOException {
    return nameService.apply(device, request);
  }

  @Override
  public synchronized void revertDns() throws IOException {
    nameService.revert();
  }

  @Override
  public synchronized List<String> undoAll() throws IOException {
    List<String> undone = new ArrayList<>();
    IOException failure = null;
    try {
      if (nameService.revert()) {
        undone.add("the name service goes where it went before");
      }
    } catch (IOException e) {
      failure = e;
    }
    try (Interfaces interfaces = new Interfaces()) {
      for (Journal.Entry entry : journal.unsettled()) {
        try {
          if (undo(interfaces, entry.change())) {
            undone.add(words(entry.change()));
          } else {
            LOG.debug("nothing to undo: {}", entry.change());
          }
          journal.settle(entry);
        } catch (IOException e) {
          IOException named = new IOException("not undone: " + words(entry.change()), e);
          if (failure == null) {
            failure = named;
          } else {
            failure.addSuppressed(named);
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return undone;
  }

  @Override
  public List<Made> changes() {
    return journal.unsettled().stream()
        .map(entry -> new Made(entry.number(), kind(entry.change()), what(entry.change())))
        .toList();
  }

  private static Kind kind(Change change) {
    return switch (change) {
      case Change.DeviceCreated _ -> Kind.DEVICE;
      case Change.AddressAdded _ -> Kind.ADDRESS;
      case Change.RouteAdded _ -> Kind.ROUTE;
      case Change.ResolvConfReplaced _, Change.ResolvedLinkChanged _ -> Kind.DNS;
    };
  }

  private static String what(Change change) {
    return switch (change) {
      case Change.DeviceCreated(String device) -> device;
      case Change.AddressAdded(String device, IpAddress address) -> address + " on " + device;
      case Change.RouteAdded(String device, Prefix destination) -> destination + " dev " + device;
      case Change.ResolvConfReplaced replaced -> replaced.path().toString();
      case Change.ResolvedLinkChanged(String device, int _) -> "systemd-resolved on " + device;
    };
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      undoAll();
    } finally {
      nameService.close();
      journal.close();
    }
  }

  /** Takes the first free number; each name is written down before it is tried. */
  private List<TunDevice> create(DeviceRequest request, int queues, List<Journal.Entry> entries)
      throws IOException {
    String name = request.name();
    for (int number = 0; number < MAX_DEVICES; number++) {
      Journal.Entry entry = journal.record(new Change.DeviceCreated(name + number));
      try {
        List<TunDevice> device =
            request.whole().isPresent()
                ? TunDevice.create(name + number, queues, request.whole().orElseThrow())
                : List.of(TunDevice.create(name + number));
        entries.add(entry);
        return device;
      } catch (SystemCallException e) {
        journal.settle(entry);
        if (e.errno() == Errno.EPERM) {
          throw new IOException(
              "creating a network device needs the capability CAP_NET_ADMIN; run the helper as root"
                  + " or by its service",
              e);
        }
        if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV) {
          throw new IOException(
              "this kernel has no TUN devices (/dev/net/tun); load the module: modprobe tun", e);
        }
        if (e.errno() != Errno.EBUSY && e.errno() != Errno.EINVAL) {
          throw e;
        }
        // EBUSY: another program's TUN; EINVAL: a device of another kind has the name.
      } catch (IOException e) {
        journal.settle(entry);
        throw e;
      }
    }
    throw new IOException(
        name + "0 to " + name + (MAX_DEVICES - 1) + " are all taken, or cannot be made");
  }

  private boolean undo(Interfaces interfaces, Change change) throws IOException {
    return switch (change) {
      case Change.ResolvConfReplaced c -> nameService.restore(c);
      case Change.ResolvedLinkChanged c -> nameService.restore(c);
      case Change.RouteAdded c -> {
        int index = ours(interfaces, c.device());
        yield index > 0 && interfaces.removeRoute(index, c.destination());
      }
      case Change.AddressAdded c -> {
        int index = ours(interfaces, c.device());
        yield index > 0 && interfaces.removeAddress(index, c.address());
      }
      case Change.DeviceCreated c -> {
        int index = ours(interfaces, c.device());
        LinuxHostDevice device = devices.remove(c.device());
        if (device != null) {
          device.close();
        }
        yield index > 0 && (device != null || interfaces.removeDevice(index));
      }
    };
  }

  /** The index of a device of this name if it is ours, or 0. */
  private static int ours(Interfaces interfaces, String name) throws IOException {
    return interfaces
        .device(name)
        .filter(device -> device.alias().equals(ALIAS))
        .map(Interfaces.Device::index)
        .orElse(0);
  }

  private void settleRoutes(HostDevice device, List<Prefix> kept) throws IOException {
    Set<Prefix> seen = new HashSet<>();
    journal.settle(
        journal.unsettled().stream()
            .filter(entry ->
                entry.change() instanceof Change.RouteAdded route
                    && route.device().equals(device.name())
                    && !(kept.contains(route.destination()) && seen.add(route.destination())))
            .toList());
  }

  private static int index(Interfaces interfaces, String name) throws IOException {
    return interfaces
        .device(name)
        .map(Interfaces.Device::index)
        .orElseThrow(() -> new IOException("device " + name + " does not exist any more"));
  }

  private static String words(Change change) {
    return switch (change) {
      case Change.DeviceCreated c -> "device " + c.device() + " removed";
      case Change.AddressAdded c -> "address " + c.address() + " of " + c.device() + " removed";
      case Change.RouteAdded c ->
          "route to " + c.destination() + " through " + c.device() + " removed";
      case Change.ResolvConfReplaced c -> c.path() + " restored";
      case Change.ResolvedLinkChanged c ->
          "settings of " + c.device() + " in systemd-resolved reverted";
    };
  }

  private record LinuxHostDevice(String name, int index, List<Prefix> addresses, List<Link> links)
      implements HostDevice {
    LinuxHostDevice {
      links = List.copyOf(links);
    }
  }
}
