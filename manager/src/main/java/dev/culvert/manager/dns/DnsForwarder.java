package dev.culvert.manager.dns;

import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.tunnel.Loops;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards DNS messages to the cluster's DNS: over UDP, each try to the next nameserver, and over
 * TCP when an answer was truncated (RFC 7766 section 5). When nobody answers within the tries,
 * SERVFAIL.
 */
public final class DnsForwarder implements DnsResolver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DnsForwarder.class);
  private static final int TRIES = 3;

  private final Loops loops;
  private final List<InetSocketAddress> servers;
  private final Duration perTry;
  private final Map<EventLoop, Map<InetSocketAddress, UdpExchange>> exchanges =
      new ConcurrentHashMap<>();

  /**
   * @param servers at least one
   * @param perTry three of these are less than 5 s
   */
  public DnsForwarder(Loops loops, List<InetSocketAddress> servers, Duration perTry) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("a DNS forwarder needs at least one nameserver");
    }
    this.loops = loops;
    this.servers = List.copyOf(servers);
    this.perTry = perTry;
  }

  @Override
  public CompletionStage<byte[]> resolve(byte[] query) {
    EventLoop loop = loops.current();
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    loop.execute(() -> attempt(loop, query, 0, answer));
    return answer;
  }

  private void attempt(EventLoop loop, byte[] query, int number, CompletableFuture<byte[]> answer) {
    if (number == TRIES) {
      LOG.warn("no nameserver of {} answered {} tries", servers, TRIES);
      answer.complete(DnsMessages.servfail(query));
      return;
    }
    InetSocketAddress server = servers.get(number % servers.size());
    var _ =
        exchanges
            .computeIfAbsent(loop, l -> new ConcurrentHashMap<>())
            .computeIfAbsent(server, to -> new UdpExchange(loop, to))
            .ask(query, perTry)
            .whenComplete((message, failed) -> {
              if (failed != null) {
                LOG.debug("nameserver {}: {}", server, failed.getMessage());
                attempt(loop, query, number + 1, answer);
              } else if (DnsMessages.truncated(message)) {
                overTcp(loop, server, query, message, answer);
              } else {
                answer.complete(message);
              }
            });
  }

  /** What did not fit into a datagram; the truncated answer serves when TCP does not. */
  private void overTcp(
      EventLoop loop,
      InetSocketAddress server,
      byte[] query,
      byte[] truncated,
      CompletableFuture<byte[]> answer) {
    var _ =
        new Bootstrap()
            .group(loop)
            .channel(Transports.socket(loop))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) perTry.toMillis())
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new LengthFieldBasedFrameDecoder(65_537, 0, 2, 0, 2))
                        .addLast(new LengthFieldPrepender(2))
                        .addLast(new TcpAnswer(truncated, answer));
                  }
                })
            .connect(server)
            .addListener((io.netty.channel.ChannelFuture connected) -> {
              if (!connected.isSuccess()) {
                answer.complete(truncated);
                return;
              }
              Channel channel = connected.channel();
              var _ = channel.writeAndFlush(channel.alloc().buffer().writeBytes(query));
              var _ =
                  loop.schedule(
                      () -> {
                        var _ = channel.close();
                      },
                      perTry.toMillis(),
                      TimeUnit.MILLISECONDS);
            });
  }

  private static final class TcpAnswer extends SimpleChannelInboundHandler<ByteBuf> {
    private final byte[] otherwise;
    private final CompletableFuture<byte[]> answer;

    TcpAnswer(byte[] otherwise, CompletableFuture<byte[]> answer) {
      this.otherwise = otherwise;
      this.answer = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
      answer.complete(ByteBufUtil.getBytes(message));
      var _ = ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      answer.complete(otherwise);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.debug("DNS over TCP: {}", cause.getMessage());
      var _ = ctx.close();
    }
  }

  @Override
  public void close() {
    exchanges.values().forEach(each -> each.values().forEach(UdpExchange::close));
    exchanges.clear();
  }
}
