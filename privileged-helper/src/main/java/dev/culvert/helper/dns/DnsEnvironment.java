package dev.culvert.helper.dns;

import dev.culvert.core.net.IpAddress;
import java.util.List;

/**
 * What decides how this computer's name service is set.
 *
 * @param linkTarget where the symbolic link {@code /etc/resolv.conf} leads, or empty when it is a
 *     file or missing
 * @param servers what it names
 * @param resolvedAnswers whether systemd-resolved is on the system bus
 */
public record DnsEnvironment(String linkTarget, List<IpAddress> servers, boolean resolvedAnswers) {
  public DnsEnvironment {
    servers = List.copyOf(servers);
  }
}
