package dev.culvert.manager;

/** A WebSocket with SPDY in it. */
class PortForwardTunnelTest extends PortForwardContract {
  PortForwardTunnelTest() throws Exception {
    super(PortForwardServer.Kind.TUNNEL);
  }
}
