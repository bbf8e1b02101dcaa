package dev.culvert.core.tunnel.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Chooses the socket class that an event loop can run: a channel registered with a loop of another
 * kind fails only at registration, far from the mistake.
 */
public final class Transports {
  private Transports() {}

  /** TCP, client side or accepted. */
  public static Class<? extends SocketChannel> socket(EventLoopGroup loop) {
    return epoll(loop) ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** TCP, listening. */
  public static Class<? extends ServerSocketChannel> serverSocket(EventLoopGroup loop) {
    return epoll(loop) ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** UDP. */
  public static Class<? extends DatagramChannel> datagram(EventLoopGroup loop) {
    return epoll(loop) ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  /** Loops of the best kind that this computer has. */
  public static EventLoopGroup newLoops(int threads, String name) {
    IoHandlerFactory factory =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), factory);
  }

  /**
   * Loops for sockets that are read only when there is room, and for loops that dial while they see
   * to other sockets. Not of epoll, for two reasons of Netty 4.2. Its epoll sockets go on reading,
   * asked or not, as soon as the peer has sent its FIN (EPOLLRDHUP, {@code
   * AbstractEpollChannel.epollInFinally}), and take what is left in the kernel, several MB a
   * socket, into this process' memory. And it tells events by the descriptor's number: a socket
   * opened in the turn in which another one was closed gets that one's number and what was left to
   * be told to it, and fails.
   */
  public static EventLoopGroup newPacedLoops(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }

  /**
   * What the kernel has seen of a socket's round trip (RFC 6298's SRTT, {@code TCP_INFO}); empty
   * where it is not told. On the channel's event loop.
   */
  public static Optional<Duration> roundTrip(Channel channel) {
    return channel instanceof EpollSocketChannel socket && socket.isActive()
        ? Optional.of(Duration.of(socket.tcpInfo().rtt(), ChronoUnit.MICROS))
        : Optional.empty();
  }

  private static boolean epoll(EventLoopGroup loop) {
    return loop instanceof IoEventLoopGroup io && io.isIoType(EpollIoHandler.class);
  }
}
