package dev.culvert.manager.agent.path;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ByteStream} as a Netty channel, so that the same handlers serve sockets and laptops. The
 * far half's FIN is a {@link ChannelInputShutdownEvent}; the other direction stays open until
 * {@link #shutdownOutput} or close.
 */
final class StreamChannel extends AbstractChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false);
  private static final int READ_AHEAD = 64 << 10;

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final Function<ByteStream.Listener, ByteStream> opener;
  private @Nullable ByteStream stream;
  private @Nullable ChannelPromise connecting;
  private long requested;
  private long delivered;
  private boolean connected;
  private boolean closed;
  private boolean inputEnded;
  private boolean outputShut;
  private boolean reading;

  /** Not connected yet: {@code connect} calls the opener. */
  StreamChannel(Function<ByteStream.Listener, ByteStream> opener) {
    super(null);
    this.opener = opener;
  }

  /** A laptop could not be reached, in the words of whoever knows. */
  static final class NotConnected extends IOException {
    private static final long serialVersionUID = 1L;
    private final Failure.Cause cause;

    NotConnected(Failure failure) {
      super(failure.detail());
      this.cause = failure.cause();
    }

    /** The kind of failure. */
    Failure.Cause kind() {
      return cause;
    }
  }

  /**
   * Whether the laptop itself was out of reach, so that nothing was begun there and the application
   * can have it; not so when the laptop was reached and its program refused.
   */
  static boolean isAway(Throwable cause) {
    return cause instanceof NotConnected failure && failure.kind() != Failure.Cause.REFUSED;
  }

  /** What is written goes out, then the far side sees the end. */
  static void endOutput(Channel channel) {
    ChannelFuture written = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    var _ =
        written.addListener(done -> {
          if (!done.isSuccess()) {
            return;
          }
          if (channel instanceof StreamChannel own) {
            own.shutdownOutput();
          } else if (channel instanceof io.netty.channel.socket.DuplexChannel socket) {
            var _ = socket.shutdownOutput();
          }
        });
  }

  private void shutdownOutput() {
    ByteStream open = stream;
    if (open != null && !outputShut && !closed) {
      outputShut = true;
      open.shutdownOutput();
      if (inputEnded) {
        var _ = close();
      }
    }
  }

  private final class FromStream implements ByteStream.Listener {
    @Override
    public void onConnected(long dialNanos) {
      connected = true;
      ChannelPromise promise = connecting;
      connecting = null;
      if (promise != null && promise.trySuccess()) {
        pipeline().fireChannelActive();
        if (config.isAutoRead()) {
          read();
        }
      }
    }

    @Override
    public void onFailed(Failure failure) {
      ChannelPromise promise = connecting;
      connecting = null;
      closed = true;
      stream = null;
      if (promise != null) {
        promise.tryFailure(new NotConnected(failure));
      }
      unsafe().close(voidPromise());
    }

    @Override
    public void onData(ByteBuf payload) {
      delivered += payload.readableBytes();
      reading = false;
      pipeline().fireChannelRead(payload);
      pipeline().fireChannelReadComplete();
      if (config.isAutoRead() && !reading && !closed) {
        read();
      }
    }

    @Override
    public void onEnd() {
      inputEnded = true;
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      if (outputShut && !closed) {
        var _ = close();
      }
    }

    @Override
    public void onReset(Failure failure) {
      stream = null;
      pipeline().fireExceptionCaught(new IOException(failure.detail()));
      unsafe().close(voidPromise());
    }

    @Override
    public void onWritable() {
      if (!closed) {
        unsafe().flush();
      }
    }
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (!promise.setUncancellable() || !ensureOpen(promise)) {
          return;
        }
        connecting = promise;
        stream = opener.apply(new FromStream());
      }
    };
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    return null;
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return null;
  }

  @Override
  protected void doBind(SocketAddress localAddress) {
    throw new UnsupportedOperationException("a stream has no address");
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doClose() {
    closed = true;
    ByteStream open = stream;
    stream = null;
    if (open != null && !(inputEnded && outputShut)) {
      open.reset();
    }
    ChannelPromise promise = connecting;
    connecting = null;
    if (promise != null) {
      promise.tryFailure(new ClosedChannelException());
    }
  }

  @Override
  protected void doBeginRead() {
    reading = true;
    ByteStream open = stream;
    if (open != null && delivered >= requested) {
      int more = (int) (delivered - requested) + READ_AHEAD;
      requested += more;
      open.request(more);
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) {
    ByteStream open = stream;
    if (open == null || !connected) {
      throw new NotYetConnectedException();
    }
    boolean wrote = false;
    for (Object next = out.current(); next != null; next = out.current()) {
      if (!open.isWritable()) {
        break;
      }
      ByteBuf payload = (ByteBuf) next;
      if (payload.isReadable()) {
        open.write(payload.retainedDuplicate());
        wrote = true;
      }
      out.remove();
    }
    if (wrote) {
      open.flush();
    }
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public boolean isActive() {
    return connected && !closed;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }
}
