package dev.culvert.helper.session;

import dev.culvert.core.tunnel.ManagerSession;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A session, and the road to it.
 *
 * @param address the manager's, where it is reached without the API server
 * @param why that road, in words; empty when there was no other
 */
record Opened(ManagerSession session, Optional<InetSocketAddress> address, String why) {

  /** As shown. */
  String road() {
    return address.isPresent() ? "direct" : "port-forward";
  }
}
