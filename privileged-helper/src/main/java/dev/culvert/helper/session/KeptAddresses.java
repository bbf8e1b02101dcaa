package dev.culvert.helper.session;

import dev.culvert.core.net.IpAddress;
import dev.culvert.helper.state.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that the tunnel itself travels to. They are never routed into the device: the
 * tunnel would run through itself.
 */
final class KeptAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(KeptAddresses.class);

  private KeptAddresses() {}

  /**
   * The API server's, its proxy's and the manager's own where it is reached directly.
   *
   * @param direct the manager's
   */
  static List<IpAddress> of(Target target, Optional<InetSocketAddress> direct) {
    List<IpAddress> kept = new ArrayList<>(target.api().addresses());
    if (kept.isEmpty()) {
      kept.addAll(resolve(target.api().url()));
    }
    target.api().proxy().ifPresent(proxy -> kept.addAll(resolve(proxy)));
    direct
        .filter(address -> !address.isUnresolved())
        .ifPresent(address -> kept.add(IpAddress.of(address.getAddress())));
    return List.copyOf(kept);
  }

  private static List<IpAddress> resolve(URI url) {
    try {
      return Arrays.stream(InetAddress.getAllByName(url.getHost())).map(IpAddress::of).toList();
    } catch (UnknownHostException e) {
      // It was reached a moment ago; without an address there is none to keep out of the routes.
      LOG.warn("{} has no address now; none is kept out of the routes", url.getHost());
      return List.of();
    }
  }
}
