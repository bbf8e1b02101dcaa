package dev.culvert.core.net;

/**
 * An address and a port.
 *
 * @param port 0 to 65535
 */
public record Endpoint(IpAddress address, int port) {
  public Endpoint {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
  }

  @Override
  public String toString() {
    return address.v6() ? "[" + address + "]:" + port : address + ":" + port;
  }
}
