package dev.culvert.manager;

/** SPDY, after a WebSocket was refused. */
class PortForwardSpdyTest extends PortForwardContract {
  PortForwardSpdyTest() throws Exception {
    super(PortForwardServer.Kind.SPDY);
  }
}
