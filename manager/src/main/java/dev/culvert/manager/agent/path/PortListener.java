package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.agent.rules.PortRules;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Takes the connections that are redirected from one TCP port of the pod, and sees to each by the
 * rules in force when it comes; requests within a connection by the rules in force when they come.
 */
public final class PortListener implements AutoCloseable {
  private static final Duration LINGER = Duration.ofSeconds(5);

  private final Upstreams upstreams;
  private final Notes notes;
  private final ChannelGroup connections;
  private final Channel server;
  private volatile PortRules rules = PortRules.NONE;

  private PortListener(
      EventLoop loop,
      Laptops laptops,
      InetAddress application,
      int port,
      InetSocketAddress listen,
      Notes notes)
      throws IOException {
    this.upstreams = new Upstreams(loop, laptops, application, port);
    this.notes = notes;
    this.connections = new DefaultChannelGroup(loop);
    var binding =
        new ServerBootstrap()
            .group(loop)
            .channel(Transports.serverSocket(loop))
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(64 << 10, 256 << 10))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    new Front(PortListener.this, channel, source(channel)).begin();
                  }
                })
            .bind(listen)
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new IOException("cannot listen at " + listen, binding.cause());
    }
    this.server = binding.channel();
  }

  /**
   * Begins to listen.
   *
   * @param application where the application listens: loopback
   * @param port of the application
   * @param listen where redirected connections arrive; port 0 for any
   * @param notes is told what goes to laptops
   */
  public static PortListener open(
      EventLoop loop,
      Laptops laptops,
      InetAddress application,
      int port,
      InetSocketAddress listen,
      Notes notes)
      throws IOException {
    return new PortListener(loop, laptops, application, port, listen, notes);
  }

  /** The agent's port. */
  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** From now on. */
  public void rules(PortRules now) {
    rules = now;
  }

  PortRules rules() {
    return rules;
  }

  Upstreams upstreams() {
    return upstreams;
  }

  void taken(String attachment) {
    notes.taken(attachment);
  }

  /** A connection is encrypted: nobody's filter sees into it. */
  void encrypted() {
    for (String each : rules.filtering()) {
      notes.remark(
          each,
          "port "
              + upstreams.port()
              + " speaks TLS, which is not opened here: no filter sees into it, and the pod has"
              + " it all. Without a filter the whole port comes to you, encrypted");
    }
  }

  /** Connections that are open. */
  public int open() {
    return connections.size();
  }

  private static Endpoint source(Channel channel) {
    InetSocketAddress address = (InetSocketAddress) channel.remoteAddress();
    return new Endpoint(IpAddress.of(address.getAddress()), address.getPort());
  }

  /** No new connections; open ones are ended. */
  @Override
  public void close() {
    var _ = server.close();
    var _ = connections.close();
  }

  /**
   * The application has every new connection; open ones live on until they end by themselves. Those
   * that the redirect has sent here and nobody has taken yet must not be reset, so that it listens
   * on for a while.
   */
  public void retire() {
    rules = PortRules.NONE;
    Runnable close =
        () -> {
          var _ = server.close();
        };
    var _ = server.eventLoop().schedule(close, LINGER.toMillis(), TimeUnit.MILLISECONDS);
  }
}
