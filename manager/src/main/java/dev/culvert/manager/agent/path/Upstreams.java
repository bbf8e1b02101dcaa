package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.agent.redirect.Redirect;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where connections go on: the application on loopback, or a laptop. One port of the pod. */
final class Upstreams {
  private static final int CONNECT_MILLIS = 10_000;
  private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final EventLoop loop;
  private final Laptops laptops;
  private final InetAddress application;
  private final int port;
  private long lastTold = System.nanoTime() - QUIET_NANOS;

  /**
   * @param application where the application listens: loopback
   */
  Upstreams(EventLoop loop, Laptops laptops, InetAddress application, int port) {
    this.loop = loop;
    this.laptops = laptops;
    this.application = application;
    this.port = port;
  }

  EventLoop loop() {
    return loop;
  }

  int port() {
    return port;
  }

  /** What was a laptop's is the application's; now and then the log has why. */
  void passedOn(String attachment, String why) {
    long now = System.nanoTime();
    if (now - lastTold >= QUIET_NANOS && !attachment.equals(WarmUp.NOBODY)) {
      lastTold = now;
      LOG.info("the application has what was meant for {}: {}", attachment, why);
    }
  }

  /**
   * Connects. The channel does not read by itself and lets each direction end alone.
   *
   * @param attachment empty: the application
   * @param source who called in the cluster
   */
  ChannelFuture connect(Optional<String> attachment, Endpoint source, ChannelHandler handler) {
    if (attachment.isEmpty()) {
      return new Bootstrap()
          .group(loop)
          .channel(Transports.socket(loop))
          .option(ChannelOption.TCP_NODELAY, true)
          .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
          .option(ChannelOption.AUTO_READ, false)
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
          .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
          .handler(handler)
          .connect(new InetSocketAddress(application, port));
    }
    Channel channel =
        stream(listener ->
            laptops.open(
                attachment.orElseThrow(), source, new Redirect.Port(false, port), listener));
    channel.pipeline().addLast(handler);
    return channel.connect(new ToLaptop(attachment.orElseThrow()));
  }

  /** A channel of a stream that is connected as soon as it is opened. On the loop. */
  Channel taken(Function<ByteStream.Listener, ByteStream> opener) {
    Channel channel =
        stream(listener -> {
          ByteStream opened = opener.apply(listener);
          listener.onConnected(0);
          return opened;
        });
    var _ = channel.connect(new ToLaptop("the caller"));
    return channel;
  }

  private Channel stream(Function<ByteStream.Listener, ByteStream> opener) {
    Channel channel = new StreamChannel(opener);
    channel.config().setAutoRead(false);
    channel.config().setWriteBufferWaterMark(WATER);
    var _ = loop.register(channel);
    return channel;
  }

  private static final class ToLaptop extends SocketAddress {
    private static final long serialVersionUID = 1L;
    private final String attachment;

    ToLaptop(String attachment) {
      this.attachment = attachment;
    }

    @Override
    public String toString() {
      return "the laptop of attachment " + attachment;
    }
  }
}
