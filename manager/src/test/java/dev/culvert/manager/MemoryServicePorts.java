package dev.culvert.manager;

import dev.culvert.core.net.IpAddress;
import dev.culvert.manager.attach.PodView;
import dev.culvert.manager.attach.ServicePorts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;

/** One Service, which leads to every port of the pods that it is given. */
final class MemoryServicePorts implements ServicePorts {
  /** Its own. */
  static final IpAddress ADDRESS = IpAddress.parse("10.96.20.1");

  /** The UIDs behind it; nobody: there is no Service. */
  final Set<String> pods = new CopyOnWriteArraySet<>();

  /** Where it leads; 0 to the application. */
  private int leadsTo;

  @Override
  public List<PortView> leadingTo(PodView pod, int target, boolean udp) {
    return pods.isEmpty()
        ? List.of()
        : List.of(new PortView("shop", "orders", 80, udp, List.of(ADDRESS), leadsTo() != 0, pods));
  }

  @Override
  public Optional<String> move(PortView servicePort, int to, boolean dryRun) {
    if (!dryRun) {
      lead(to);
    }
    return Optional.empty();
  }

  @Override
  public void restore(PortView servicePort) {
    lead(0);
  }

  @Override
  public void restoreAll() {
    lead(0);
  }

  private synchronized void lead(int to) {
    leadsTo = to;
    notifyAll();
  }

  synchronized int leadsTo() {
    return leadsTo;
  }

  /** Waits until it leads to the application, or until it does not. */
  synchronized void awaitLeading(boolean toApplication) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (leadsTo == 0 != toApplication) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("after 30 s it still leads to " + leadsTo);
      }
      wait(left);
    }
  }
}
