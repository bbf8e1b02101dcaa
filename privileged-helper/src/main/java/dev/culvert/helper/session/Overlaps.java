package dev.culvert.helper.session;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.ManagerSession.Cluster;
import dev.culvert.core.tunnel.ManagerSession.Subnet;
import dev.culvert.helper.host.HostEnvironment;
import dev.culvert.helper.route.RoutePlan;
import dev.culvert.helper.state.Facts;
import dev.culvert.helper.state.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the cluster's subnets and other networks of this computer share addresses, and what is done
 * about it. A pure function of both, made before anything is changed. What the person adds to the
 * routes is not looked at: whoever names an address means that one.
 *
 * @param map virtual addresses; those once given stay while the connection lasts
 * @param excluded what is left to other networks
 * @param explained each with the network that is the reason
 */
record Overlaps(AddressMap map, List<Prefix> excluded, List<Facts.Overlap> explained) {
  /** Nothing is shared. */
  static final Overlaps NONE = new Overlaps(AddressMap.NONE, List.of(), List.of());

  /** There are not as many unused addresses as a subnet has. */
  static final class NoRoom extends Exception {
    private static final long serialVersionUID = 1L;

    private NoRoom(Prefix real, Claim claim) {
      super(
          real
              + " is the cluster's and "
              + claim.owner
              + " has "
              + claim.prefix
              + ": there is no unused range as large to show the cluster under");
    }
  }

  /** A network of this computer. */
  private record Claim(Prefix prefix, String owner) {
    /** What both have: one of two subnets that overlap contains the other. */
    Prefix shared(Prefix other) {
      return prefix.length() >= other.length() ? prefix : other;
    }
  }

  /**
   * Looks.
   *
   * @param own addresses of Culvert's own
   * @param before what was found before, while this connection lasts
   */
  static Overlaps of(
      Target target, Cluster cluster, HostEnvironment computer, AddressPlan own, Overlaps before)
      throws NoRoom {
    List<Prefix> mapped = before.map.entries().stream().map(AddressMap.Entry::real).toList();
    List<Prefix> subnets = cluster.subnets().stream().map(Subnet::prefix).toList();
    List<Claim> claims = claims(computer);
    Finding finding =
        new Finding(
            target,
            cluster,
            claims,
            new VirtualRanges(taken(target, cluster, computer, own, before)));
    for (Prefix part : RoutePlan.of(subnets, mapped)) {
      finding.look(part);
    }
    return finding.added(before);
  }

  /** The cluster's view as this computer has it: its mapped subnets under virtual addresses. */
  Cluster seen(Cluster cluster, Target target) {
    if (map.isEmpty()) {
      return cluster;
    }
    List<Subnet> subnets = new ArrayList<>();
    List<Prefix> reals = map.entries().stream().map(AddressMap.Entry::real).toList();
    for (Subnet subnet : cluster.subnets()) {
      RoutePlan.of(List.of(subnet.prefix()), reals)
          .forEach(part -> subnets.add(new Subnet(part, subnet.source())));
      for (Prefix real : reals) {
        if (real.overlaps(subnet.prefix())) {
          Prefix both = real.length() >= subnet.prefix().length() ? real : subnet.prefix();
          String source = subnet.source() + ", which has " + both;
          RoutePlan.of(List.of(both), target.neverRoute())
              .forEach(part -> subnets.add(new Subnet(map.toVirtual(part), source)));
        }
      }
    }
    return new Cluster(subnets, cluster.domain(), cluster.dnsServers(), cluster.namespaces());
  }

  /** One look. */
  private static final class Finding {
    private final Target target;
    private final Cluster cluster;
    private final List<Claim> claims;
    private final VirtualRanges ranges;
    private final List<AddressMap.Entry> entries = new ArrayList<>();
    private final List<Prefix> excluded = new ArrayList<>();
    private final List<Facts.Overlap> explained = new ArrayList<>();

    Finding(Target target, Cluster cluster, List<Claim> claims, VirtualRanges ranges) {
      this.target = target;
      this.cluster = cluster;
      this.claims = claims;
      this.ranges = ranges;
    }

    void look(Prefix part) throws NoRoom {
      List<Claim> here =
          claims.stream()
              .filter(claim -> claim.prefix.overlaps(part))
              .filter(claim -> !neverRouted(claim.shared(part)))
              .toList();
      if (here.isEmpty()) {
        return;
      }
      switch (target.overlap()) {
        case ALLOW -> {
          for (Claim claim : here) {
            if (claim.prefix.length() > part.length()) {
              // The longer route wins, also over the pieces into which exceptions break ours.
              excluded.add(claim.prefix);
            }
            explain(part, claim, Optional.empty());
          }
        }
        case EXCLUDE -> {
          for (Claim claim : here) {
            excluded.add(claim.shared(part));
            explain(claim.shared(part), claim, Optional.empty());
          }
        }
        case MAP -> map(part, here);
      }
    }

    /** As a whole where there is room: a subnet is easier to recognise than its parts. */
    private void map(Prefix part, List<Claim> here) throws NoRoom {
      Optional<Prefix> whole = ranges.take(part);
      if (whole.isPresent()) {
        add(part, whole.orElseThrow(), here.getFirst());
        return;
      }
      List<Prefix> shared = here.stream().map(claim -> claim.shared(part)).toList();
      for (Prefix piece : RoutePlan.of(shared, List.of())) {
        Claim claim = here.stream().filter(c -> c.prefix.overlaps(piece)).findFirst().orElseThrow();
        Prefix virtual = ranges.take(piece).orElse(null);
        if (virtual == null) {
          throw new NoRoom(piece, claim);
        }
        add(piece, virtual, claim);
      }
    }

    private void add(Prefix real, Prefix virtual, Claim claim) {
      entries.add(new AddressMap.Entry(real, virtual));
      explain(real, claim, Optional.of(virtual.toString()));
    }

    private void explain(Prefix real, Claim claim, Optional<String> virtual) {
      explained.add(
          new Facts.Overlap(
              real.toString(),
              RouteChoice.sources(real, cluster.subnets()),
              claim.prefix.toString(),
              claim.owner,
              target.overlap(),
              virtual));
    }

    private boolean neverRouted(Prefix prefix) {
      return target.neverRoute().stream().anyMatch(never -> never.contains(prefix));
    }

    Overlaps added(Overlaps before) {
      AddressMap map =
          before.map.isEmpty()
              ? new AddressMap(entries, target.neverRoute())
              : before.map.with(entries);
      List<Facts.Overlap> all =
          new ArrayList<>(
              before.explained.stream().filter(each -> each.virtual().isPresent()).toList());
      all.addAll(explained);
      return new Overlaps(
          entries.isEmpty() && before.map.isEmpty() ? AddressMap.NONE : map,
          List.copyOf(excluded),
          List.copyOf(all));
    }
  }

  /**
   * What belongs to somebody. A way to everything belongs to nobody, also when a VPN has made two
   * halves of it; addresses of one link or of many computers are nobody's either.
   */
  private static List<Claim> claims(HostEnvironment computer) {
    List<Claim> claims = new ArrayList<>();
    computer.routes().stream()
        .filter(route -> route.destination().length() >= LEAST_LENGTH)
        .map(route -> new Claim(route.destination(), route.device()))
        .forEach(claims::add);
    for (Prefix address : computer.addresses()) {
      // Mostly it is in the network that the device has a route to.
      if (claims.stream().noneMatch(claim -> claim.prefix.contains(address.address()))) {
        claims.add(new Claim(Prefix.host(address.address()), "this computer"));
      }
    }
    claims.removeIf(claim -> SPECIAL.stream().anyMatch(claim.prefix::overlaps));
    return claims;
  }

  /** The largest that anybody has: 10.0.0.0/8, fd00::/8. */
  private static final int LEAST_LENGTH = 8;

  /** Loopback, link-local and multicast (RFC 6890). */
  private static final List<Prefix> SPECIAL =
      List.of(
          Prefix.parse("127.0.0.0/8"),
          Prefix.parse("169.254.0.0/16"),
          Prefix.parse("224.0.0.0/4"),
          Prefix.parse("::1/128"),
          Prefix.parse("fe80::/10"),
          Prefix.parse("ff00::/8"));

  private static List<Prefix> taken(
      Target target, Cluster cluster, HostEnvironment computer, AddressPlan own, Overlaps before) {
    List<Prefix> taken = new ArrayList<>();
    cluster.subnets().forEach(subnet -> taken.add(subnet.prefix()));
    taken.addAll(target.alsoRoute());
    claims(computer).forEach(claim -> taken.add(claim.prefix));
    computer.resolvers().forEach(resolver -> taken.add(Prefix.host(resolver)));
    target.api().addresses().forEach(address -> taken.add(Prefix.host(address)));
    own.deviceAddresses().forEach(address -> taken.add(Prefix.host(address)));
    taken.add(Prefix.host(own.dns()));
    before
        .map
        .entries()
        .forEach(entry -> {
          taken.add(entry.real());
          taken.add(entry.virtual());
        });
    return taken;
  }
}
