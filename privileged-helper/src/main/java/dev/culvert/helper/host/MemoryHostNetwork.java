package dev.culvert.helper.host;

import dev.culvert.core.link.Link;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory twin of an operating system's network: keeps what it was told, changes nothing, and
 * passes the same contract. The computer behind it outlives it, so that a crash can be played: make
 * a second one over the same {@link Computer} and let it undo what the first one left.
 *
 * <p>Safe from any thread.
 */
public final class MemoryHostNetwork implements HostNetwork {

  /** The computer: what stays when a helper dies. */
  public static final class Computer {
    private HostEnvironment environment;
    private final Map<String, Device> devices = new TreeMap<>();
    private final Map<String, TreeSet<Prefix>> routes = new HashMap<>();
    private @Nullable DnsRequest dns;
    private final Deque<String> journal = new ArrayDeque<>();
    private int nextIndex = 10;

    /** A computer that looks like this before anything is changed. */
    public Computer(HostEnvironment environment) {
      this.environment = environment;
    }

    /** Somebody else changes the network: Wi-Fi, a VPN. */
    public synchronized void become(HostEnvironment changed) {
      environment = changed;
    }

    /** The devices that exist now, by name. */
    public synchronized List<String> devices() {
      return List.copyOf(devices.keySet());
    }

    /** Our routes into the device, in order; empty when there is no such device. */
    public synchronized List<Prefix> routes(String device) {
      return List.copyOf(routes.getOrDefault(device, new TreeSet<>()));
    }

    /** The name service in force, when it is ours. */
    public synchronized Optional<DnsRequest> dns() {
      return Optional.ofNullable(dns);
    }

    /** What the kernel does when a process dies: its devices and their routes go, DNS stays. */
    public synchronized void processDied() {
      List.copyOf(devices.values()).forEach(this::remove);
    }

    private synchronized void remove(Device device) {
      if (devices.remove(device.name(), device)) {
        routes.remove(device.name());
        device.link().close();
      }
    }
  }

  private final Computer computer;
  private final Function<DeviceRequest, Link> links;
  private @Nullable IOException failure;

  /** Over a computer with one resolver, one address and a default route. */
  public MemoryHostNetwork() {
    this(new Computer(ordinary()), request -> new SilentLink(request.mtu()));
  }

  /**
   * Over this computer.
   *
   * @param links makes the link of each device that is opened
   */
  public MemoryHostNetwork(Computer computer, Function<DeviceRequest, Link> links) {
    this.computer = computer;
    this.links = links;
  }

  /** What it changes. */
  public Computer computer() {
    return computer;
  }

  /** The next change fails with this and changes nothing. */
  public void failNext(IOException cause) {
    synchronized (computer) {
      failure = cause;
    }
  }

  /** A laptop on a home network. */
  public static HostEnvironment ordinary() {
    return new HostEnvironment(
        List.of(IpAddress.parse("192.168.1.1")),
        List.of("home.arpa"),
        1,
        List.of(
            new HostEnvironment.Route(Prefix.parse("0.0.0.0/0"), "wlan0"),
            new HostEnvironment.Route(Prefix.parse("192.168.1.0/24"), "wlan0")),
        List.of(Prefix.parse("127.0.0.1/32"), Prefix.parse("192.168.1.20/32")));
  }

  @Override
  public HostEnvironment look() {
    synchronized (computer) {
      return computer.environment;
    }
  }

  @Override
  public HostDevice openDevice(DeviceRequest request, List<EventLoop> loops) throws IOException {
    synchronized (computer) {
      failIfAsked();
      int number = 0;
      while (computer.devices.containsKey(request.name() + number)) {
        number++;
      }
      Device device =
          new Device(
              computer,
              request.name() + number,
              computer.nextIndex++,
              request.addresses().stream().map(Prefix::host).toList(),
              links.apply(request));
      computer.journal.push("device " + device.name());
      computer.devices.put(device.name(), device);
      computer.routes.put(device.name(), new TreeSet<>());
      return device;
    }
  }

  @Override
  public void setRoutes(HostDevice device, List<Prefix> routes) throws IOException {
    synchronized (computer) {
      failIfAsked();
      TreeSet<Prefix> present = computer.routes.get(device.name());
      if (present == null) {
        throw new IOException("device " + device.name() + " does not exist any more");
      }
      present.clear();
      present.addAll(routes);
    }
  }

  @Override
  public DnsApplied applyDns(HostDevice device, DnsRequest request) throws IOException {
    synchronized (computer) {
      failIfAsked();
      if (computer.dns == null) {
        computer.journal.push("dns");
      }
      computer.dns = request;
      return new DnsApplied("resolv.conf", "this computer exists in memory only");
    }
  }

  @Override
  public void revertDns() throws IOException {
    synchronized (computer) {
      failIfAsked();
      computer.dns = null;
      computer.journal.remove("dns");
    }
  }

  @Override
  public List<String> undoAll() throws IOException {
    synchronized (computer) {
      failIfAsked();
      List<String> undone = new ArrayList<>();
      while (!computer.journal.isEmpty()) {
        String entry = computer.journal.pop();
        if (entry.equals("dns")) {
          computer.dns = null;
          undone.add("name service restored");
          continue;
        }
        Device device = computer.devices.get(entry.substring("device ".length()));
        if (device != null) {
          computer.remove(device);
          undone.add(entry + " removed");
        }
      }
      return undone;
    }
  }

  @Override
  public List<Made> changes() {
    synchronized (computer) {
      List<Made> made = new ArrayList<>();
      int number = computer.journal.size();
      for (String entry : computer.journal) {
        Kind kind = entry.startsWith("device ") ? Kind.DEVICE : Kind.DNS;
        made.add(new Made(number--, kind, entry.replace("device ", "")));
      }
      return made;
    }
  }

  @Override
  public void close() throws IOException {
    undoAll();
  }

  private void failIfAsked() throws IOException {
    IOException cause = failure;
    failure = null;
    if (cause != null) {
      throw cause;
    }
  }

  /** A device of the computer; closing its link takes it away. */
  private static final class Device implements HostDevice {
    private final String name;
    private final int index;
    private final List<Prefix> addresses;
    private final Link link;

    Device(Computer computer, String name, int index, List<Prefix> addresses, Link link) {
      this.name = name;
      this.index = index;
      this.addresses = addresses;
      this.link = new ClosingLink(link, () -> computer.remove(this));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public List<Prefix> addresses() {
      return addresses;
    }

    @Override
    public List<Link> links() {
      return List.of(link);
    }
  }
}
