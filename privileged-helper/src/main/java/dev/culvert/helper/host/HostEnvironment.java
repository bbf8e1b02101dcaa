package dev.culvert.helper.host;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.util.List;

/**
 * What this computer's network looks like without Culvert.
 *
 * @param resolvers where name queries go now, in order; never captured by routes
 * @param search the computer's own search domains
 * @param ndots the resolver's option of that name (resolv.conf(5)), 1 unless set
 * @param routes destinations the kernel has routes for, beside ours
 * @param addresses of this computer
 */
public record HostEnvironment(
    List<IpAddress> resolvers,
    List<String> search,
    int ndots,
    List<Route> routes,
    List<Prefix> addresses) {
  public HostEnvironment {
    resolvers = List.copyOf(resolvers);
    search = List.copyOf(search);
    routes = List.copyOf(routes);
    addresses = List.copyOf(addresses);
  }

  /** A route of the main table. */
  public record Route(Prefix destination, String device) {}
}
