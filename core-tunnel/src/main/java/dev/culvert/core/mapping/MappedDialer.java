package dev.culvert.core.mapping;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import java.util.function.Supplier;

/**
 * Dials the real address for the virtual one. It costs one look at the map for each flow, and
 * nothing for what a flow carries; what comes back needs no translation, since a flow is known by
 * what its program addressed. Belongs to the event loop of the dialer behind it.
 */
final class MappedDialer implements Dialer {
  private final Dialer dialer;
  private final Supplier<AddressMap> map;

  MappedDialer(Dialer dialer, Supplier<AddressMap> map) {
    this.dialer = dialer;
    this.map = map;
  }

  @Override
  public ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
    return dialer.dialTcp(source, map.get().toReal(destination), listener);
  }

  @Override
  public DatagramFlow openUdp(
      Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    return dialer.openUdp(source, map.get().toReal(destination), listener);
  }

  @Override
  public DatagramFlow openEcho(
      IpAddress source, IpAddress destination, DatagramFlow.Listener listener) {
    return dialer.openEcho(source, map.get().toReal(destination), listener);
  }
}
