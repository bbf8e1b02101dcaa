package dev.culvert.helper.attach;

import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Port;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ports of this computer that whoever attached has named, since it is connected. Nothing else
 * is dialled for the cluster, whatever the manager says: a manager that lies must not reach what
 * else listens on loopback. Thread-safe.
 */
public final class NamedPorts {
  private static final String NUMBER = "[0-9]{1,5}";

  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

  /** What is asked for. */
  public void asked(AttachSpec spec) {
    for (Port port : spec.getPortsList()) {
      if (isSettled(port)) {
        ports.add(number(port));
      }
    }
  }

  /**
   * What the manager answers: where the port's number was left to the cluster, it is said before
   * anything is attached.
   */
  public void told(AttachSpec spec, AttachEvent event) {
    List<Port> asked = spec.getPortsList();
    boolean settled = !asked.isEmpty() && asked.stream().allMatch(NamedPorts::isSettled);
    if (event.hasPlan() && !settled) {
      event.getPlan().getPortsList().forEach(port -> ports.add(port.getLocal()));
    }
  }

  private static boolean isSettled(Port port) {
    return port.getLocal() != 0 || port.getRemote().matches(NUMBER);
  }

  private static int number(Port port) {
    return port.getLocal() != 0 ? port.getLocal() : Integer.parseInt(port.getRemote());
  }

  /** Whether it may be dialled. */
  boolean has(int port) {
    return ports.contains(port);
  }

  /** The connection has ended. */
  void clear() {
    ports.clear();
  }
}
