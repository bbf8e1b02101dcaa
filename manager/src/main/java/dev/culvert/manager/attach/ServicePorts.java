package dev.culvert.manager.attach;

import dev.culvert.core.net.IpAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Services, whose target ports can be moved to agents and back. Blocking; any thread. */
public interface ServicePorts {

  /**
   * A port of a Service.
   *
   * @param port the Service's own number
   * @param addresses of the Service, within the cluster
   * @param moved it leads to agents
   * @param pods the UIDs of the pods that the Service selects and that are not ending
   */
  record PortView(
      String namespace,
      String service,
      int port,
      boolean udp,
      List<IpAddress> addresses,
      boolean moved,
      Set<String> pods) {
    public PortView {
      addresses = List.copyOf(addresses);
      pods = Set.copyOf(pods);
    }

    /** Without an address of its own nobody translates its port: there is nothing to move. */
    boolean headless() {
      return addresses.isEmpty();
    }

    /** Which one it is, whatever pods there are. */
    String key() {
      return namespace + "/" + service + ":" + port + (udp ? "/udp" : "");
    }

    @Override
    public String toString() {
      return "Service " + service + " port " + port + (udp ? "/udp" : "");
    }
  }

  /** Those that lead to this port of this pod, or did before they were moved. */
  List<PortView> leadingTo(PodView pod, int target, boolean udp) throws IOException;

  /**
   * Moves one to another port of its pods, and writes beside it where it led.
   *
   * @param dryRun asks only
   * @return empty, or the cluster's words why it may not be
   */
  Optional<String> move(PortView servicePort, int to, boolean dryRun) throws IOException;

  /** Moves it back, unless somebody else has moved it meanwhile. One that is gone is fine. */
  void restore(PortView servicePort) throws IOException;

  /** Moves all back that some manager has moved: whoever did so before this one started is gone. */
  void restoreAll() throws IOException;
}
