package dev.culvert.manager.attach;

import dev.culvert.manager.attach.ServicePorts.PortView;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which Services lead to the ports that attachments have whole, so that their computers can
 * be told ({@link Shortcuts}). It asks the cluster when pods have changed and every few seconds,
 * and nothing while nobody has a whole port. Thread-safe.
 */
final class LeadingServices {
  private static final Logger LOG = LoggerFactory.getLogger(LeadingServices.class);

  private final ServicePorts servicePorts;
  private final Supplier<List<Wanted>> wanted;
  private final Runnable changed;
  private final Executor blocking;
  private final AtomicBoolean asked = new AtomicBoolean();

  /** One look at a time, so that none is overtaken by an older one. */
  private final Object looking = new Object();

  /** A Service's port that leads to a port of an attachment's pods. */
  record Leading(Port port, PortView servicePort) {}

  /** An attachment that has whole ports, and its pods at this moment. */
  record Wanted(Entry entry, Collection<PodView> pods) {
    Wanted {
      pods = List.copyOf(pods);
    }
  }

  /**
   * @param wanted those to look for
   * @param changed is run when something else leads to one of them
   */
  LeadingServices(
      ServicePorts servicePorts,
      Supplier<List<Wanted>> wanted,
      Runnable changed,
      Executor blocking) {
    this.servicePorts = servicePorts;
    this.wanted = wanted;
    this.changed = changed;
    this.blocking = blocking;
  }

  /** Something may have changed. Returns at once. */
  void look() {
    if (asked.compareAndSet(false, true)) {
      blocking.execute(this::ask);
    }
  }

  private void ask() {
    synchronized (looking) {
      asked.set(false);
      boolean news = false;
      for (Wanted each : wanted.get()) {
        try {
          List<Leading> leading = leading(each);
          if (!leading.equals(each.entry().leading)) {
            each.entry().leading = leading;
            news = true;
          }
        } catch (IOException | RuntimeException e) {
          // What led there is believed until the next look, as what a cache holds.
          LOG.warn("which Services lead to {} is not known: {}", each.entry().id, e.getMessage());
        }
      }
      if (news) {
        changed.run();
      }
    }
  }

  private List<Leading> leading(Wanted of) throws IOException {
    List<Leading> leading = new ArrayList<>();
    for (PodView pod : of.pods().stream().limit(1).toList()) {
      for (Port port : of.entry().meant.ports()) {
        boolean udp = port.getTransport() == Transport.TRANSPORT_UDP;
        for (PortView each : servicePorts.leadingTo(pod, Integer.parseInt(port.getRemote()), udp)) {
          leading.add(new Leading(port, each));
        }
      }
    }
    return leading;
  }
}
