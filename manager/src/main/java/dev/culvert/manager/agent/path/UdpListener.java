package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.agent.redirect.Redirect;
import dev.culvert.manager.agent.rules.PortRules;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes the datagrams that are redirected from one UDP port. Each sender is a flow, to the
 * application or to a laptop; to a laptop it is a stream in which each datagram has its length
 * before it, two bytes.
 */
final class UdpListener implements AutoCloseable {
  private static final int MOST_FLOWS = 4096;
  private static final long IDLE_SECONDS = 90;

  private final EventLoop loop;
  private final Laptops laptops;
  private final InetAddress application;
  private final int port;
  private final Consumer<String> taken;
  private final Channel socket;
  private final Map<InetSocketAddress, Flow> flows = new HashMap<>();
  private final ScheduledFuture<?> sweep;
  private volatile PortRules rules = PortRules.NONE;

  private UdpListener(
      EventLoop loop,
      Laptops laptops,
      InetAddress application,
      int port,
      InetSocketAddress listen,
      Consumer<String> taken)
      throws IOException {
    this.loop = loop;
    this.laptops = laptops;
    this.application = application;
    this.port = port;
    this.taken = taken;
    var binding =
        new Bootstrap()
            .group(loop)
            .channel(Transports.datagram(loop))
            .handler(new FromNetwork())
            .bind(listen)
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new IOException("cannot listen at " + listen + "/udp", binding.cause());
    }
    socket = binding.channel();
    sweep = loop.scheduleWithFixedDelay(this::sweep, 5, 5, TimeUnit.SECONDS);
  }

  static UdpListener open(
      EventLoop loop,
      Laptops laptops,
      InetAddress application,
      int port,
      InetSocketAddress listen,
      Consumer<String> taken)
      throws IOException {
    return new UdpListener(loop, laptops, application, port, listen, taken);
  }

  int port() {
    return ((InetSocketAddress) socket.localAddress()).getPort();
  }

  /** Flows change hands at once: a datagram has no connection that would have to be kept. */
  void rules(PortRules now) {
    rules = now;
    loop.execute(() -> {
      flows.values().forEach(Flow::close);
      flows.clear();
    });
  }

  private void sweep() {
    long now = System.nanoTime();
    flows
        .values()
        .removeIf(flow -> {
          boolean idle = now - flow.lastNanos > TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
          if (idle) {
            flow.close();
          }
          return idle;
        });
  }

  @Override
  public void close() {
    sweep.cancel(false);
    var _ = socket.close();
    loop.execute(() -> {
      flows.values().forEach(Flow::close);
      flows.clear();
    });
  }

  private final class FromNetwork extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      Flow flow = flows.get(packet.sender());
      if (flow == null) {
        if (flows.size() >= MOST_FLOWS) {
          return;
        }
        flow = new Flow(packet.sender());
        flows.put(packet.sender(), flow);
      }
      flow.send(packet.content());
    }
  }

  /** One sender. */
  private final class Flow {
    private final InetSocketAddress sender;
    private final Optional<Channel> toApplication;
    private final Optional<ByteStream> toLaptop;
    private final Set<ByteStream> copies = new LinkedHashSet<>();
    private long lastNanos = System.nanoTime();

    Flow(InetSocketAddress sender) {
      this.sender = sender;
      Endpoint source = new Endpoint(IpAddress.of(sender.getAddress()), sender.getPort());
      Optional<String> taker = rules.wholePort();
      taker.ifPresent(taken);
      toLaptop =
          taker.map(
              id -> laptops.open(id, source, new Redirect.Port(true, port), new Answers(true)));
      toLaptop.ifPresent(stream -> stream.request(1 << 20));
      toApplication = taker.isPresent() ? Optional.empty() : Optional.of(application());
      for (String id : rules.wholeCopies()) {
        taken.accept(id);
        ByteStream copy =
            laptops.open(id, source, new Redirect.Port(true, port), new Answers(false));
        copy.request(Integer.MAX_VALUE);
        copies.add(copy);
      }
    }

    private Channel application() {
      return new Bootstrap()
          .group(loop)
          .channel(Transports.datagram(loop))
          .handler(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                  DatagramPacket packet = (DatagramPacket) message;
                  answer(packet.content());
                }
              })
          .connect(new InetSocketAddress(application, port))
          .channel();
    }

    void send(ByteBuf payload) {
      lastNanos = System.nanoTime();
      copies.forEach(copy -> frame(copy, payload));
      toLaptop.ifPresent(stream -> frame(stream, payload));
      toApplication.ifPresent(channel -> {
        var _ = channel.writeAndFlush(payload.retainedDuplicate());
      });
    }

    private static void frame(ByteStream stream, ByteBuf payload) {
      // Datagrams may be lost; they must not pile up.
      if (stream.isWritable()) {
        ByteBuf framed = Unpooled.buffer(2 + payload.readableBytes());
        framed.writeShort(payload.readableBytes());
        framed.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
        stream.write(framed);
        stream.flush();
      }
    }

    private void answer(ByteBuf payload) {
      lastNanos = System.nanoTime();
      var _ = socket.writeAndFlush(new DatagramPacket(payload, sender));
    }

    void close() {
      toLaptop.ifPresent(ByteStream::reset);
      copies.forEach(ByteStream::reset);
      toApplication.ifPresent(channel -> {
        var _ = channel.close();
      });
    }

    /** From a laptop. */
    private final class Answers implements ByteStream.Listener {
      private final boolean wanted;
      private ByteBuf held = Unpooled.EMPTY_BUFFER;

      Answers(boolean wanted) {
        this.wanted = wanted;
      }

      @Override
      public void onConnected(long dialNanos) {}

      @Override
      public void onFailed(Failure failure) {}

      @Override
      public void onData(ByteBuf payload) {
        if (!wanted) {
          payload.release();
          return;
        }
        toLaptop.ifPresent(stream -> stream.request(payload.readableBytes()));
        ByteBuf all = held.isReadable() ? Unpooled.wrappedBuffer(held, payload) : payload;
        while (all.readableBytes() >= 2) {
          int length = all.getUnsignedShort(all.readerIndex());
          if (all.readableBytes() < 2 + length) {
            break;
          }
          all.skipBytes(2);
          answer(all.readRetainedSlice(length));
        }
        if (all.isReadable()) {
          held = all;
        } else {
          all.release();
          held = Unpooled.EMPTY_BUFFER;
        }
      }

      @Override
      public void onEnd() {}

      @Override
      public void onReset(Failure failure) {
        held.release();
        held = Unpooled.EMPTY_BUFFER;
      }

      @Override
      public void onWritable() {}
    }
  }
}
