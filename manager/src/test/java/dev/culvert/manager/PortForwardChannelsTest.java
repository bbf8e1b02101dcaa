package dev.culvert.manager;

/** A WebSocket with channels. */
class PortForwardChannelsTest extends PortForwardContract {
  PortForwardChannelsTest() throws Exception {
    super(PortForwardServer.Kind.CHANNELS);
  }
}
