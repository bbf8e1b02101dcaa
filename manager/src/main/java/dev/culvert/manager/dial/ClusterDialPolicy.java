package dev.culvert.manager.dial;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** In a cluster: nothing that can be reached only because the manager's own place is special. */
public final class ClusterDialPolicy implements DialPolicy {
  private static final List<Rule> RULES =
      List.of(
          new Rule(Prefix.parse("0.0.0.0/8"), "this network (RFC 1122 section 3.2.1.3)"),
          new Rule(Prefix.parse("127.0.0.0/8"), "the manager's own loopback"),
          // Cloud metadata services live here and hand out the node's identity.
          new Rule(Prefix.parse("169.254.0.0/16"), "link-local, where cloud metadata is"),
          new Rule(Prefix.parse("224.0.0.0/4"), "multicast"),
          new Rule(Prefix.parse("255.255.255.255/32"), "broadcast"),
          new Rule(Prefix.parse("::/128"), "the unspecified address"),
          new Rule(Prefix.parse("::1/128"), "the manager's own loopback"),
          new Rule(Prefix.parse("fe80::/10"), "link-local"),
          // The metadata service of one large cloud over IPv6.
          new Rule(Prefix.parse("fd00:ec2::254/128"), "a cloud metadata service"),
          new Rule(Prefix.parse("ff00::/8"), "multicast"));

  private final Set<IpAddress> own;
  private final Set<Integer> ownPorts;

  private record Rule(Prefix prefix, String what) {}

  /**
   * @param own the manager's own addresses
   * @param ownPorts the ports it listens on there
   */
  public ClusterDialPolicy(Set<IpAddress> own, Set<Integer> ownPorts) {
    this.own = Set.copyOf(own);
    this.ownPorts = Set.copyOf(ownPorts);
  }

  @Override
  public Optional<String> refusal(Endpoint destination) {
    IpAddress address = unmapped(destination.address());
    for (Rule rule : RULES) {
      if (rule.prefix().contains(address)) {
        return Optional.of("the manager does not dial " + destination + ": that is " + rule.what());
      }
    }
    if (own.contains(address) && ownPorts.contains(destination.port())) {
      return Optional.of("the manager does not dial itself (" + destination + ")");
    }
    return destination.port() == 0
        ? Optional.of("port 0 cannot be dialled; a port is 1 to 65535")
        : Optional.empty();
  }

  /** IPv4-mapped addresses (RFC 4291 section 2.5.5.2) reach what their IPv4 address reaches. */
  private static IpAddress unmapped(IpAddress address) {
    return address.v6() && address.high() == 0 && address.low() >>> 32 == 0xffff
        ? IpAddress.v4((int) address.low())
        : address;
  }
}
