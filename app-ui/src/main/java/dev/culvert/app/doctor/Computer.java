package dev.culvert.app.doctor;

import java.util.List;
import java.util.Optional;

/**
 * This computer as any process sees it, without rights.
 *
 * @param links network interfaces that are up
 * @param routes of the main table
 * @param resolvConf the content of the resolver's configuration; empty when there is none
 * @param sshfs where sshfs is; empty when it is not installed
 * @param fuse whether there is a device for file systems in user space
 */
public record Computer(
    List<Link> links, List<Route> routes, String resolvConf, Optional<String> sshfs, boolean fuse) {
  public Computer {
    links = List.copyOf(links);
    routes = List.copyOf(routes);
  }

  /** An interface that is up. */
  public record Link(String name, int mtu, boolean loopback, boolean pointToPoint) {}

  /** A route. */
  public record Route(Network destination, String device) {}
}
