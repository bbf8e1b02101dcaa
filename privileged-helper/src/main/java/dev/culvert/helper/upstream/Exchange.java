package dev.culvert.helper.upstream;

import dev.culvert.core.dns.Upstream;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One query on its way to the resolvers. An earlier resolver may still answer while a later one is
 * being asked; the first good answer wins. The event loop only.
 */
final class Exchange {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Less than the 5 s after which the asking program gives up on us. */
  private static final long BUDGET_MILLIS = 4_500;

  private static final long FIRST_PASS_MILLIS = 1_000;
  private static final long SECOND_PASS_MILLIS = 1_500;

  private final EventLoop loop;
  private final Sockets sockets;
  private final byte[] query;
  private final List<Server> order = new ArrayList<>();
  private final List<Channel> channels = new ArrayList<>();
  private final CompletableFuture<Upstream.Answer> result = new CompletableFuture<>();
  private final long begunNanos = System.nanoTime();

  private int nextAttempt;
  private @Nullable Future<?> timer;

  /** Better than nothing: a server's refusal, or what fitted a datagram. */
  private Upstream.@Nullable Answer poor;

  Exchange(EventLoop loop, Sockets sockets, List<Server> servers, byte[] query) {
    this.loop = loop;
    this.sockets = sockets;
    this.query = query;
    servers.stream().filter(server -> !server.rests(begunNanos)).forEach(order::add);
    servers.stream().filter(server -> server.rests(begunNanos)).forEach(order::add);
  }

  CompletableFuture<Upstream.Answer> begin() {
    attempt();
    return result;
  }

  /** Asks the next resolver, each twice at most, while there is time. */
  private void attempt() {
    if (timer != null) {
      timer.cancel(false);
    }
    long left = BUDGET_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    if (nextAttempt >= 2 * order.size() || left <= 0) {
      giveUp();
      return;
    }
    int index = nextAttempt++;
    Server server = order.get(index % order.size());
    long wait = index < order.size() ? FIRST_PASS_MILLIS : SECOND_PASS_MILLIS;
    timer =
        loop.schedule(
            () -> {
              server.wasSilent(System.nanoTime());
              attempt();
            },
            Math.min(wait, left),
            TimeUnit.MILLISECONDS);
    askByUdp(server, index);
  }

  private void askByUdp(Server server, int index) {
    byte[] sent = Messages.withId(query, RANDOM.nextInt(0x10000));
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(sockets.udp())
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(0xffff))
            .handler(new Answers(server, sent, index, false))
            .connect(server.address); // Connected: the kernel drops what others send.
    send(connecting, Unpooled.wrappedBuffer(sent), server, index);
  }

  private void askByTcp(Server server, int index) {
    byte[] sent = Messages.withId(query, RANDOM.nextInt(0x10000));
    ChannelHandler answers = new Answers(server, sent, index, true);
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(sockets.tcp())
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new LengthFieldBasedFrameDecoder(0xffff + 2, 0, 2, 0, 2), answers);
                  }
                })
            .connect(server.address);
    ByteBuf framed = Unpooled.buffer(2 + sent.length);
    framed.writeShort(sent.length).writeBytes(sent);
    send(connecting, framed, server, index);
  }

  private void send(ChannelFuture connecting, ByteBuf bytes, Server server, int index) {
    channels.add(connecting.channel());
    connecting.addListener(connected -> {
      if (!connected.isSuccess()) {
        bytes.release();
        failed(server, index);
      } else {
        connecting
            .channel()
            .writeAndFlush(bytes)
            .addListener(written -> {
              if (!written.isSuccess()) {
                failed(server, index);
              }
            });
      }
    });
  }

  private void answered(Server server, int index, byte[] message, boolean byTcp) {
    if (result.isDone()) {
      return;
    }
    server.answered();
    byte[] ours = Messages.withId(message, Messages.id(query));
    Upstream.Answer answer = new Upstream.Answer(ours, server.name);
    if (Messages.truncated(message) && !byTcp) {
      poor = answer;
      askByTcp(server, index);
    } else if (Messages.useless(message)) {
      if (poor == null) {
        poor = answer;
      }
      next(index);
    } else {
      finish(answer);
    }
  }

  /** Refused or unreachable: no need to wait. */
  private void failed(Server server, int index) {
    if (!result.isDone()) {
      server.wasSilent(System.nanoTime());
      next(index);
    }
  }

  /** Goes on, unless that has been done already. */
  private void next(int index) {
    if (nextAttempt == index + 1) {
      attempt();
    }
  }

  private void giveUp() {
    if (poor != null) {
      finish(poor);
      return;
    }
    close();
    result.completeExceptionally(
        new IOException(
            "none of this computer's resolvers answered within "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos)
                + " ms: "
                + order.stream().map(server -> server.name).collect(Collectors.joining(", "))));
  }

  private void finish(Upstream.Answer answer) {
    close();
    result.complete(answer);
  }

  private void close() {
    if (timer != null) {
      timer.cancel(false);
    }
    for (Channel channel : channels) {
      var _ = channel.close();
    }
  }

  /** One socket's answers. */
  private final class Answers extends ChannelInboundHandlerAdapter {
    private final Server server;
    private final byte[] sent;
    private final int index;
    private final boolean tcp;

    Answers(Server server, byte[] sent, int index, boolean tcp) {
      this.server = server;
      this.sent = sent;
      this.index = index;
      this.tcp = tcp;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
      try {
        ByteBuf bytes =
            received instanceof ByteBufHolder datagram ? datagram.content() : (ByteBuf) received;
        byte[] message = ByteBufUtil.getBytes(bytes);
        // What does not answer is somebody's guess: keep waiting for the real one.
        if (Messages.answers(sent, message)) {
          answered(server, index, message, tcp);
        }
      } finally {
        ReferenceCountUtil.release(received);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (tcp) {
        failed(server, index);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
      failed(server, index); // ICMP port unreachable, reset: tried elsewhere, told at the end.
    }
  }
}
