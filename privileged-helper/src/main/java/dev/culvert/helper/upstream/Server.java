package dev.culvert.helper.upstream;

import dev.culvert.core.net.Endpoint;
import java.net.InetSocketAddress;
import java.time.Duration;

/** One resolver, and whether it was silent lately. The event loop only. */
final class Server {

  /** So long a resolver that was silent is asked only after the others. */
  static final Duration REST = Duration.ofSeconds(30);

  final InetSocketAddress address;

  /** As shown: without the port where it is the usual one. */
  final String name;

  private boolean resting;
  private long restsUntil;

  Server(Endpoint endpoint) {
    address = new InetSocketAddress(endpoint.address().toInetAddress(), endpoint.port());
    name = endpoint.port() == 53 ? endpoint.address().toString() : endpoint.toString();
  }

  boolean rests(long nowNanos) {
    return resting && nowNanos - restsUntil < 0;
  }

  void wasSilent(long nowNanos) {
    resting = true;
    restsUntil = nowNanos + REST.toNanos();
  }

  void answered() {
    resting = false;
  }
}
