package dev.culvert.helper.session;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.ManagerSession.Cluster;
import dev.culvert.core.tunnel.ManagerSession.Subnet;
import dev.culvert.helper.host.HostEnvironment;
import dev.culvert.helper.route.RoutePlan;
import dev.culvert.helper.state.Facts;
import dev.culvert.helper.state.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Which subnets go into the device, and why each: what the manager tells and what the person adds,
 * without what must keep its own way. A pure function.
 *
 * @param routes in order
 * @param explained the same, each with where the wish for it comes from
 */
record RouteChoice(List<Prefix> routes, List<Facts.Route> explained) {

  /**
   * Chooses.
   *
   * @param cluster as this computer sees it
   * @param left to other networks of this computer
   * @param dns the helper's own name server
   * @param kept addresses that carry the tunnel itself: the API server, its proxy, the manager
   */
  static RouteChoice of(
      Target target,
      Cluster cluster,
      List<Prefix> left,
      IpAddress dns,
      HostEnvironment computer,
      List<IpAddress> kept) {
    List<Subnet> wanted = new ArrayList<>(cluster.subnets());
    target.alsoRoute().forEach(prefix -> wanted.add(new Subnet(prefix, "also-route")));
    List<Prefix> excluded = new ArrayList<>(target.neverRoute());
    excluded.addAll(left);
    kept.stream().map(Prefix::host).forEach(excluded::add);
    computer.resolvers().stream().map(Prefix::host).forEach(excluded::add);
    computer.addresses().stream().map(p -> Prefix.host(p.address())).forEach(excluded::add);
    List<Prefix> plan =
        new ArrayList<>(RoutePlan.of(wanted.stream().map(Subnet::prefix).toList(), excluded));
    // A cluster subnet may contain it already; its own route does no harm and survives the other's
    // end.
    Prefix own = Prefix.host(dns);
    if (!plan.contains(own)) {
      plan.add(own);
    }
    List<Facts.Route> explained =
        plan.stream().map(p -> new Facts.Route(p.toString(), source(p, own, wanted))).toList();
    return new RouteChoice(List.copyOf(plan), explained);
  }

  private static String source(Prefix prefix, Prefix own, List<Subnet> wanted) {
    return prefix.equals(own) ? "Culvert's name server" : sources(prefix, wanted);
  }

  /** Where the subnets come from that share addresses with this one. */
  static String sources(Prefix prefix, List<Subnet> subnets) {
    List<String> sources =
        subnets.stream()
            .filter(subnet -> subnet.prefix().overlaps(prefix))
            .map(Subnet::source)
            .distinct()
            .toList();
    return String.join(", ", sources);
  }
}
