package dev.culvert.helper.dns;

import dev.culvert.helper.host.DnsRequest;
import dev.culvert.helper.host.HostDevice;
import dev.culvert.helper.journal.Change.ResolvedLinkChanged;
import dev.culvert.helper.journal.Journal;
import java.io.IOException;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The name service by settings of our link in systemd-resolved: only names under the link's domains
 * go to our server, all others where they went before. The settings go with the device, so a helper
 * that dies leaves nothing behind. One caller at a time.
 */
final class ResolvedDns {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final String NO = "no";

  /** It learns of a new device from the kernel, a moment after us. */
  private static final Duration DEVICE_PATIENCE = Duration.ofSeconds(3);

  private final ResolvedBus bus;
  private final Journal journal;
  private Journal.@Nullable Entry applied;

  ResolvedDns(ResolvedBus bus, Journal journal) {
    this.bus = bus;
    this.journal = journal;
  }

  boolean answers() {
    return bus.answers();
  }

  /** Sends what the request names to its server; may be called again with another request. */
  void apply(HostDevice device, DnsRequest request) throws IOException {
    ResolvedLinkChanged change = new ResolvedLinkChanged(device.name(), device.index());
    Journal.Entry before = applied;
    Journal.Entry entry =
        before != null && before.change().equals(change) ? before : journal.record(change);
    applied = entry;
    try {
      long patience = System.nanoTime() + DEVICE_PATIENCE.toNanos();
      while (!knowsDevice(device.index(), System.nanoTime() < patience)) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      bus.call("settings of " + device.name(), manager -> set(manager, device.index(), request));
    } catch (IOException e) {
      try {
        revert();
      } catch (IOException f) {
        e.addSuppressed(f);
      }
      throw e;
    }
    if (before != null && !before.equals(entry)) {
      journal.settle(before);
    }
  }

  /** Takes the settings back; whether there were any. */
  boolean revert() throws IOException {
    Journal.Entry entry = applied;
    if (entry == null) {
      return false;
    }
    boolean reverted = restore((ResolvedLinkChanged) entry.change());
    journal.settle(entry);
    applied = null;
    return reverted;
  }

  /** Takes recorded settings back; whether the link was still there. */
  boolean restore(ResolvedLinkChanged change) throws IOException {
    if (NetworkInterface.getByIndex(change.index()) == null || !bus.answers()) {
      return false; // The settings went with the link, or with the program.
    }
    bus.call(
        "revert of " + change.device(),
        manager -> {
          manager.revertLink(change.index());
          manager.flushCaches();
        });
    return true;
  }

  private boolean knowsDevice(int index, boolean mayWait) throws IOException {
    try {
      bus.call("first setting of link " + index, manager -> manager.setLinkLlmnr(index, NO));
      return true;
    } catch (IOException e) {
      // "Link 7 not known", as a rule; the D-Bus library does not hand on the error's name.
      if (mayWait) {
        return false;
      }
      throw e;
    }
  }

  private static void set(ResolvedManager manager, int index, DnsRequest request) {
    manager.setLinkMulticastDns(index, NO);
    manager.setLinkDnssec(index, NO);
    manager.setLinkDnsOverTls(index, NO);
    manager.setLinkDns(
        index,
        List.of(
            new ResolvedManager.Server(
                request.server().v6() ? AF_INET6 : AF_INET, request.server().toBytes())));
    manager.setLinkDomains(index, domains(request));
    manager.setLinkDefaultRoute(index, false);
    manager.flushCaches();
  }

  /** Search domains complete and route; the others only route. */
  static List<ResolvedManager.Domain> domains(DnsRequest request) {
    List<ResolvedManager.Domain> domains = new ArrayList<>();
    request.search().forEach(name -> domains.add(new ResolvedManager.Domain(name, false)));
    request.routeDomains().stream()
        .filter(name -> !request.search().contains(name))
        .forEach(name -> domains.add(new ResolvedManager.Domain(name, true)));
    return domains;
  }
}
