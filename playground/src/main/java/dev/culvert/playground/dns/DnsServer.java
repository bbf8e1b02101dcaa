package dev.culvert.playground.dns;

import dev.culvert.playground.machine.Namespace;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** A DNS server over UDP and TCP, in a namespace. */
// A write that fails closes its channel, and that is where it is handled.
@SuppressWarnings("FutureReturnValueIgnored")
public final class DnsServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);

  private final Supplier<Zone> zone;
  private final Channel udp;
  private final Channel tcp;

  /**
   * Listens.
   *
   * @param zone asked anew for every query
   */
  public DnsServer(
      Namespace where, InetSocketAddress address, EventLoopGroup loops, Supplier<Zone> zone) {
    this.zone = zone;
    Bootstrap datagrams =
        new Bootstrap()
            .group(loops)
            .channelFactory(EpollDatagramChannel::new)
            .handler(new Datagrams());
    ServerBootstrap streams =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(EpollServerSocketChannel::new)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new LengthFieldBasedFrameDecoder(65_535, 0, 2, 0, 2),
                            new LengthFieldPrepender(2),
                            new Streams());
                  }
                });
    udp = where.call(() -> datagrams.bind(address)).syncUninterruptibly().channel();
    tcp = where.call(() -> streams.bind(address)).syncUninterruptibly().channel();
  }

  private byte[] answer(ByteBuf query, boolean stream) throws IOException {
    Message message = new Message(ByteBufUtil.getBytes(query));
    Message answer;
    try {
      answer =
          message.getHeader().getFlag(Flags.QR) || message.getHeader().getOpcode() != 0
              ? Answers.begin(message, Rcode.NOTIMP)
              : zone.get().answer(message);
    } catch (RuntimeException e) {
      LOG.warn("no answer to {}", message.getQuestion(), e);
      answer = Answers.begin(message, Rcode.SERVFAIL);
    }
    OPTRecord asked = message.getOPT();
    int room = stream ? 65_535 : 512;
    if (asked != null) {
      // RFC 6891 section 6.2.3: less than 512 means 512.
      room = stream ? room : Math.max(512, Math.min(1232, asked.getPayloadSize()));
      answer.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    }
    return answer.toWire(room);
  }

  private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet)
        throws IOException {
      ctx.writeAndFlush(
          new DatagramPacket(
              Unpooled.wrappedBuffer(answer(packet.content(), false)), packet.sender()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.debug("a datagram that is no query", cause);
    }

    @Override
    public boolean isSharable() {
      return true;
    }
  }

  private final class Streams extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf query) throws IOException {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(answer(query, true)));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  @Override
  public void close() {
    udp.close();
    tcp.close();
  }
}
