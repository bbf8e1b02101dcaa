package dev.culvert.helper.host;

import dev.culvert.core.net.IpAddress;
import java.util.List;

/**
 * How names shall be asked while connected.
 *
 * @param server the helper's own DNS server, port 53, reached through the device
 * @param clusterDomain {@code cluster.local}
 * @param search domains to complete short names with, first one first: {@code
 *     shop.svc.cluster.local}, {@code svc.cluster.local}, {@code cluster.local}; put before the
 *     computer's own
 * @param routeDomains domains whose names only this server answers, where the system can route by
 *     domain
 */
public record DnsRequest(
    IpAddress server, String clusterDomain, List<String> search, List<String> routeDomains) {
  public DnsRequest {
    search = List.copyOf(search);
    routeDomains = List.copyOf(routeDomains);
  }
}
