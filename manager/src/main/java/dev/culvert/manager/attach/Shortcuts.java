package dev.culvert.manager.attach;

import com.google.protobuf.ByteString;
import dev.culvert.core.net.IpAddress;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Rung;
import dev.culvert.proto.attach.v1.Shortcut;
import dev.culvert.proto.attach.v1.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where everything that is dialled comes to an attachment's computer, so that this computer's own
 * flows need not come here first. Pure.
 */
final class Shortcuts {
  private Shortcuts() {}

  /** Whether an attachment has whole ports. Where there is a filter, each request is judged. */
  static boolean possible(Entry entry) {
    Kind kind = entry.spec.getKind();
    return (kind == Kind.KIND_INTERCEPT || kind == Kind.KIND_REPLACE) && !entry.spec.hasFilter();
  }

  /**
   * Of one attachment.
   *
   * @param attached UIDs of the pods in which it is in force
   */
  static List<Shortcut> of(Entry entry, Set<String> attached) {
    List<Shortcut> shortcuts = new ArrayList<>();
    if (!possible(entry)) {
      return shortcuts;
    }
    boolean moved = entry.rung == Rung.RUNG_TARGET_PORT;
    if (!moved) {
      for (PodView pod : entry.pods.values()) {
        if (attached.contains(pod.uid())) {
          for (Port port : entry.meant.ports()) {
            add(shortcuts, pod.addresses(), Integer.parseInt(port.getRemote()), port);
          }
        }
      }
    }
    for (LeadingServices.Leading each : entry.leading) {
      ServicePorts.PortView servicePort = each.servicePort();
      // A pod that is not attached, be it of another workload, has its share of what is dialled.
      if (!servicePort.pods().isEmpty()
          && attached.containsAll(servicePort.pods())
          && (servicePort.moved() || !moved)) {
        add(shortcuts, servicePort.addresses(), servicePort.port(), each.port());
      }
    }
    return shortcuts;
  }

  private static void add(List<Shortcut> to, List<IpAddress> addresses, int number, Port port) {
    for (IpAddress address : addresses) {
      to.add(
          Shortcut.newBuilder()
              .setAddress(ByteString.copyFrom(address.toBytes()))
              .setPort(number)
              .setTransport(
                  port.getTransport() == Transport.TRANSPORT_UDP
                      ? Transport.TRANSPORT_UDP
                      : Transport.TRANSPORT_TCP)
              .setLocal(port.getLocal())
              .build());
    }
  }
}
