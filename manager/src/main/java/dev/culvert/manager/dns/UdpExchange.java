package dev.culvert.manager.dns;

import dev.culvert.core.tunnel.transport.Transports;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Queries under way to one nameserver from one event loop, over one connected socket: ids are ours
 * and random (RFC 5452 section 9.2), the client's own id is put back into the answer. On the loop
 * only.
 */
final class UdpExchange {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Half the ids: a free one is found at the second try on average. */
  private static final int MOST = 1 << 15;

  private final EventLoop loop;
  private final InetSocketAddress server;
  private final Map<Integer, Pending> pending = new HashMap<>();
  private @Nullable ChannelFuture socket;

  private record Pending(int clientId, CompletableFuture<byte[]> answer) {}

  UdpExchange(EventLoop loop, InetSocketAddress server) {
    this.loop = loop;
    this.server = server;
  }

  CompletableFuture<byte[]> ask(byte[] query, Duration timeout) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    if (pending.size() >= MOST) {
      answer.completeExceptionally(new IOException(MOST + " queries are under way already"));
      return answer;
    }
    int id = RANDOM.nextInt(1 << 16);
    while (pending.containsKey(id)) {
      id = RANDOM.nextInt(1 << 16);
    }
    int chosen = id;
    pending.put(chosen, new Pending(DnsMessages.id(query), answer));
    var timer =
        loop.schedule(
            () -> fail(chosen, new IOException("silent for " + timeout.toMillis() + " ms")),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    var _ = answer.whenComplete((ok, failed) -> timer.cancel(false));
    var _ =
        socket()
            .addListener((ChannelFuture connected) -> {
              if (!connected.isSuccess()) {
                socket = null;
                fail(chosen, connected.cause());
                return;
              }
              Channel channel = connected.channel();
              byte[] message = DnsMessages.withId(query, chosen);
              var _ =
                  channel
                      .writeAndFlush(channel.alloc().buffer(message.length).writeBytes(message))
                      .addListener(sent -> {
                        if (!sent.isSuccess()) {
                          fail(chosen, sent.cause());
                        }
                      });
            });
    return answer;
  }

  private ChannelFuture socket() {
    ChannelFuture current = socket;
    if (current == null || current.isDone() && !current.channel().isActive()) {
      current =
          new Bootstrap()
              .group(loop)
              .channel(Transports.datagram(loop))
              .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(65_535))
              .handler(new Receiver())
              .connect(server);
      socket = current;
    }
    return current;
  }

  private void fail(int id, Throwable cause) {
    Pending waiting = pending.remove(id);
    if (waiting != null) {
      waiting.answer().completeExceptionally(cause);
    }
  }

  void close() {
    loop.execute(() -> {
      if (socket != null) {
        var _ = socket.channel().close();
      }
    });
  }

  private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      ByteBuf content = packet.content();
      if (content.readableBytes() < 12) {
        return;
      }
      byte[] message = ByteBufUtil.getBytes(content);
      Pending waiting = pending.remove(DnsMessages.id(message));
      if (waiting != null) {
        waiting.answer().complete(DnsMessages.withId(message, waiting.clientId()));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // Port unreachable: nobody is there now, so nobody will answer what is under way.
      for (int id : List.copyOf(pending.keySet())) {
        fail(id, cause);
      }
    }
  }
}
