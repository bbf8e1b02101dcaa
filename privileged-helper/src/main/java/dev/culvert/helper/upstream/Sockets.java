package dev.culvert.helper.upstream;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The kinds of sockets that a loop can serve. */
record Sockets(Class<? extends DatagramChannel> udp, Class<? extends SocketChannel> tcp) {

  static Sockets of(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class)
        ? new Sockets(EpollDatagramChannel.class, EpollSocketChannel.class)
        : new Sockets(NioDatagramChannel.class, NioSocketChannel.class);
  }
}
