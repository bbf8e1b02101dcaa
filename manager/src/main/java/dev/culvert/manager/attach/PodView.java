package dev.culvert.manager.attach;

import dev.culvert.core.net.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * A pod as far as attaching is concerned.
 *
 * @param running it is not ending, and the application's containers run
 * @param addresses its own
 * @param agents names of the ephemeral containers that are ours, with what became of them
 */
public record PodView(
    String namespace,
    String name,
    String uid,
    boolean running,
    List<IpAddress> addresses,
    List<Container> containers,
    List<AgentContainer> agents) {
  public PodView {
    addresses = List.copyOf(addresses);
    containers = List.copyOf(containers);
    agents = List.copyOf(agents);
  }

  /** A container of the application. */
  public record Container(
      String name, List<Port> ports, List<Volume> volumes, Optional<LivenessProbe> liveness) {
    public Container {
      ports = List.copyOf(ports);
      volumes = List.copyOf(volumes);
    }
  }

  /** How the kubelet sees that a container lives: at a port, or at 0 by a command in it. */
  public record LivenessProbe(int port) {}

  /** A port that a container declares; the name may be empty. */
  public record Port(String name, int number, boolean udp) {}

  /** Where a volume is in a container. */
  public record Volume(String name, String mountPath, boolean readOnly) {}

  /**
   * One of our ephemeral containers.
   *
   * @param trouble why it does not run, or has ended
   */
  public record AgentContainer(
      String name, String target, boolean running, Optional<String> trouble) {}

  /** The container of this name. */
  public Optional<Container> container(String wanted) {
    return containers.stream().filter(each -> each.name().equals(wanted)).findFirst();
  }
}
