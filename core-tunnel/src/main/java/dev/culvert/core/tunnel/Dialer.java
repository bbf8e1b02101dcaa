package dev.culvert.core.tunnel;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import io.netty.buffer.ByteBuf;

/**
 * Opens connections and datagram flows on the far side. The tunnel to the manager is one; the
 * helper's own DNS service is another, for its one address; in tests it is a memory.
 *
 * <p>Called on the event loop that owns the flows; calls the listeners on the same loop, never
 * inside the call that causes them.
 */
public interface Dialer {

  /**
   * Begins to open a TCP connection. The listener hears {@code onConnected} or {@code onFailed}
   * first, and nothing after it has called {@link ByteStream#reset} itself.
   */
  ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener);

  /**
   * Opens a flow of pings: what is sent is the sequence number and data of an echo request, what
   * comes is those of its reply (RFC 792, RFC 4443 section 4). A far side that cannot says nothing,
   * as an address where nobody is.
   */
  default DatagramFlow openEcho(
      IpAddress source, IpAddress destination, DatagramFlow.Listener listener) {
    return new DatagramFlow() {
      @Override
      public boolean send(ByteBuf body) {
        body.release();
        return false;
      }

      @Override
      public void close() {}
    };
  }

  /** Opens a UDP flow. Datagrams may be sent at once. */
  DatagramFlow openUdp(Endpoint source, Endpoint destination, DatagramFlow.Listener listener);
}
