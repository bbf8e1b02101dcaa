package dev.culvert.core.tunnel.grpc;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this computer still has the address that a connection is from. The kernel keeps a
 * connection whose address has gone, another wireless network or a cable drawn, and sends and hears
 * nothing over it.
 */
final class OwnAddress {
  private static final Logger LOG = LoggerFactory.getLogger(OwnAddress.class);

  private OwnAddress() {}

  /** In words, when the address has gone; empty also when it cannot be told. */
  static Optional<String> gone(Channel connection) {
    if (!(connection.localAddress() instanceof InetSocketAddress from)) {
      return Optional.empty();
    }
    return gone(from.getAddress());
  }

  static Optional<String> gone(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null
          ? Optional.empty()
          : Optional.of(
              "this computer no longer has the address "
                  + address.getHostAddress()
                  + ", from which it spoke to the manager");
    } catch (SocketException e) {
      LOG.debug("the addresses of this computer cannot be read", e);
      return Optional.empty();
    }
  }
}
