package dev.culvert.core.tunnel;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.transport.Transports;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** The in-memory dialer keeps the contract. */
class MemoryDialerTest extends DialerContract {
  private final EventLoopGroup group = Transports.newLoops(1, "memory-dialer");
  private final EventLoop loop = group.next();
  private final MemoryDialer dialer = new MemoryDialer(loop);

  @AfterEach
  void stop() throws Exception {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
  }

  @Override
  protected EventLoop loop() {
    return loop;
  }

  @Override
  protected Dialer dialer() {
    return dialer;
  }

  /** The dialer's own loop. */
  final EventLoop farLoop() {
    return loop;
  }

  /** Services are the dialer's loop's. */
  private void far(Runnable task) throws Exception {
    loop.submit(task).get(20, TimeUnit.SECONDS);
  }

  private static Endpoint at(int port) {
    return new Endpoint(IpAddress.parse("10.0.0.1"), port);
  }

  @Override
  protected Endpoint echo() throws Exception {
    far(() -> dialer.listen(at(1), peer -> new Service(peer, true)));
    return at(1);
  }

  @Override
  protected Endpoint resetter() throws Exception {
    far(() ->
        dialer.listen(
            at(2),
            peer -> {
              peer.request(1);
              return new Service(peer, false) {
                @Override
                public void onData(ByteBuf payload) {
                  payload.release();
                  peer.reset();
                }
              };
            }));
    return at(2);
  }

  @Override
  protected Endpoint neverReads() throws Exception {
    far(() -> dialer.listen(at(3), peer -> new Service(peer, false)));
    return at(3);
  }

  @Override
  protected Endpoint source() throws Exception {
    far(() ->
        dialer.listen(
            at(4),
            peer -> {
              Service service = new Source(peer);
              service.onWritable();
              return service;
            }));
    return at(4);
  }

  @Override
  protected Endpoint nobody() {
    return at(5);
  }

  @Override
  protected Endpoint udpEcho() throws Exception {
    far(() ->
        dialer.listenUdp(
            at(6),
            flow ->
                new DatagramFlow.Listener() {
                  @Override
                  public void onDatagram(ByteBuf payload) {
                    flow.send(payload);
                  }

                  @Override
                  public void onError(Failure failure) {}

                  @Override
                  public void onClosed() {}
                }));
    return at(6);
  }

  private static class Service implements ByteStream.Listener {
    private final MemoryDialer.Peer peer;

    Service(MemoryDialer.Peer peer, boolean reads) {
      this.peer = peer;
      if (reads) {
        peer.request(64 << 10);
      }
    }

    @Override
    public void onConnected(long dialNanos) {}

    @Override
    public void onFailed(Failure failure) {}

    @Override
    public void onData(ByteBuf payload) {
      int length = payload.readableBytes();
      peer.write(payload);
      if (peer.isWritable()) {
        peer.request(length);
      }
    }

    @Override
    public void onEnd() {
      peer.shutdownOutput();
    }

    @Override
    public void onReset(Failure failure) {}

    @Override
    public void onWritable() {
      peer.request(64 << 10);
    }
  }

  /** Sends whenever there is room. */
  private static final class Source extends Service {
    private final MemoryDialer.Peer peer;

    Source(MemoryDialer.Peer peer) {
      super(peer, false);
      this.peer = peer;
    }

    @Override
    public void onWritable() {
      while (peer.isWritable()) {
        peer.write(Unpooled.wrappedBuffer(new byte[4096]));
      }
    }
  }
}
