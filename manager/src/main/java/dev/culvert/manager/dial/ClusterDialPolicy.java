package dev.culvert.manager.dial;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** In a cluster: nothing that can be reached only because the manager's own place is special. */
public final class ClusterDialPolicy implements DialPolicy {
  private static final List<Rule> RULES =
      List.of(
          new Rule(Prefix.parse("0.0.0.0/8"), Phrase.RANGE_THIS_NETWORK),
          new Rule(Prefix.parse("127.0.0.0/8"), Phrase.RANGE_LOOPBACK),
          // Cloud metadata services live here and hand out the node's identity.
          new Rule(Prefix.parse("169.254.0.0/16"), Phrase.RANGE_LINK_LOCAL_METADATA),
          new Rule(Prefix.parse("224.0.0.0/4"), Phrase.RANGE_MULTICAST),
          new Rule(Prefix.parse("255.255.255.255/32"), Phrase.RANGE_BROADCAST),
          new Rule(Prefix.parse("::/128"), Phrase.RANGE_UNSPECIFIED),
          new Rule(Prefix.parse("::1/128"), Phrase.RANGE_LOOPBACK),
          new Rule(Prefix.parse("fe80::/10"), Phrase.RANGE_LINK_LOCAL),
          // The metadata service of one large cloud over IPv6.
          new Rule(Prefix.parse("fd00:ec2::254/128"), Phrase.RANGE_METADATA),
          new Rule(Prefix.parse("ff00::/8"), Phrase.RANGE_MULTICAST));

  private final Set<IpAddress> own;
  private final Set<Integer> ownPorts;

  private record Rule(Prefix prefix, Phrase what) {}

  /**
   * @param own the manager's own addresses
   * @param ownPorts the ports it listens on there
   */
  public ClusterDialPolicy(Set<IpAddress> own, Set<Integer> ownPorts) {
    this.own = Set.copyOf(own);
    this.ownPorts = Set.copyOf(ownPorts);
  }

  @Override
  public Optional<Reason> refusal(Endpoint destination) {
    IpAddress address = unmapped(destination.address());
    for (Rule rule : RULES) {
      if (rule.prefix().contains(address)) {
        return Optional.of(Phrase.NOT_DIALLED.of(destination).because(rule.what().of()));
      }
    }
    if (own.contains(address) && ownPorts.contains(destination.port())) {
      return Optional.of(Phrase.NOT_DIALLED_ITSELF.of(destination));
    }
    return destination.port() == 0 ? Optional.of(Phrase.NOT_DIALLED_PORT_0.of()) : Optional.empty();
  }

  /** IPv4-mapped addresses (RFC 4291 section 2.5.5.2) reach what their IPv4 address reaches. */
  private static IpAddress unmapped(IpAddress address) {
    return address.v6() && address.high() == 0 && address.low() >>> 32 == 0xffff
        ? IpAddress.v4((int) address.low())
        : address;
  }
}
