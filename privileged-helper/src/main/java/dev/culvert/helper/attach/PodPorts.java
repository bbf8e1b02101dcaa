package dev.culvert.helper.attach;

import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.helper.session.SessionUser;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.PodPort;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports of pods' own loopback on this computer's: one listener for each that an own attachment asks
 * for, as long as it is attached and there is a session. Thread-safe.
 */
public final class PodPorts implements SessionUser {
  private static final Logger LOG = LoggerFactory.getLogger(PodPorts.class);
  private static final int FIRST = 1024;

  private final Map<Wanted, Channel> listeners = new HashMap<>();
  private Optional<Now> now = Optional.empty();
  private AttachmentList list = AttachmentList.getDefaultInstance();

  private record Now(AttachmentCalls calls, EventLoop loop) {}

  private record Wanted(String attachment, int local, int remote) {}

  private static int local(PodPort port) {
    return port.getLocal() == 0 ? port.getRemote() : port.getLocal();
  }

  /**
   * Refuses what could not be listened at here.
   *
   * @throws IOException in words
   */
  public static void check(AttachSpec spec) throws IOException {
    for (PodPort each : spec.getToPodList()) {
      int port = local(each);
      // Those below are for programs that this computer's administrator trusts.
      if (port < FIRST || port > 65535) {
        throw new IOException(
            "a port of the pod can be had at ports from 1024 to 65535 of this computer, not at "
                + port);
      }
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        LOG.debug("{} is free", probe);
      } catch (IOException e) {
        throw new IOException("127.0.0.1:" + port + " of this computer is taken already", e);
      }
    }
  }

  /** All attachments, as last told. */
  public synchronized void attached(AttachmentList told) {
    list = told;
    sync();
  }

  @Override
  public void use(ManagerSession session, EventLoop loop) {
    use(session.attachments(), loop);
  }

  synchronized void use(AttachmentCalls calls, EventLoop loop) {
    closeAll();
    now = Optional.of(new Now(calls, loop));
    sync();
  }

  @Override
  public synchronized void pause() {
    now = Optional.empty();
    closeAll();
  }

  @Override
  public synchronized void end() {
    pause();
  }

  private void closeAll() {
    for (Channel each : listeners.values()) {
      var _ = each.close();
    }
    listeners.clear();
  }

  private void sync() {
    if (now.isEmpty()) {
      return;
    }
    Set<Wanted> wanted = new HashSet<>();
    for (Attachment each : list.getAttachmentsList()) {
      if (each.getMine()) {
        each.getSpec()
            .getToPodList()
            .forEach(port -> wanted.add(new Wanted(each.getId(), local(port), port.getRemote())));
      }
    }
    listeners
        .entrySet()
        .removeIf(each -> {
          boolean over = !wanted.contains(each.getKey());
          if (over) {
            var _ = each.getValue().close();
          }
          return over;
        });
    for (Wanted each : wanted) {
      if (!listeners.containsKey(each)) {
        listeners.put(each, listen(each, now.orElseThrow()));
      }
    }
  }

  private static Channel listen(Wanted wanted, Now now) {
    InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted.local());
    ChannelFuture binding =
        new Bootstrap()
            .group(now.loop())
            .channelFactory(() -> server(now.loop()))
            .handler(new Accepting(wanted, now))
            .bind(at);
    var _ =
        binding.addListener(done -> {
          if (done.isSuccess()) {
            LOG.info("{} leads to port {} of {}'s pod", at, wanted.remote(), wanted.attachment());
          } else {
            LOG.warn("{} cannot lead to a pod: {}", at, done.cause().getMessage());
          }
        });
    return binding.channel();
  }

  private static Channel server(EventLoop loop) {
    try {
      return Transports.serverSocket(loop).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Netty's server sockets have a constructor", e);
    }
  }

  /**
   * Takes what comes. A socket is registered after the turn in which it was accepted, for the same
   * reason for which {@link ProgramDial} dials then.
   */
  private static final class Accepting extends ChannelInboundHandlerAdapter {
    private final Wanted wanted;
    private final Now now;

    Accepting(Wanted wanted, Now now) {
      this.wanted = wanted;
      this.now = now;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      SocketChannel accepted = (SocketChannel) message;
      now.loop().execute(() -> begin(accepted));
    }

    private void begin(SocketChannel accepted) {
      accepted.config().setAutoRead(false);
      accepted.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
      accepted.config().setTcpNoDelay(true);
      accepted.config().setWriteBufferWaterMark(new WriteBufferWaterMark(64 << 10, 256 << 10));
      Splice splice = new Splice(Silent.TAPE);
      accepted.pipeline().addLast(splice);
      var _ =
          now.loop()
              .register(accepted)
              .addListener(done -> {
                if (done.isSuccess()) {
                  splice.join(
                      accepted,
                      now.calls().toPod(wanted.attachment(), wanted.remote(), splice),
                      false);
                }
              });
    }
  }

  /** These are not the workload's traffic, which is what is recorded. */
  private enum Silent implements Splice.Tape {
    TAPE;

    @Override
    public void opened(SocketChannel socket) {}

    @Override
    public void fromSocket(ByteBuf payload) {}

    @Override
    public void socketEnded() {}

    @Override
    public void fromStream(ByteBuf payload) {}

    @Override
    public void streamEnded() {}

    @Override
    public void ended() {}

    @Override
    public void left() {}

    @Override
    public void failed(Failure failure) {}
  }
}
