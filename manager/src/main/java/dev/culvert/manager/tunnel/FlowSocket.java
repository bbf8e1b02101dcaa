package dev.culvert.manager.tunnel;

import dev.culvert.core.tunnel.transport.Transports;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import org.jspecify.annotations.Nullable;

/** What kind of socket a flow has, and what its datagrams look like there. */
interface FlowSocket {
  /** The loop that can run such a socket, for a flow of this one. */
  EventLoop loop(EventLoop flow);

  /** Makes the socket. */
  ChannelFactory<? extends Channel> factory(EventLoop loop);

  /** A datagram on its way to the destination; given away, and so is what is returned. */
  ByteBuf toSocket(ByteBuf payload);

  /** One from there, given away; null when it is not for the client. */
  @Nullable ByteBuf fromSocket(ByteBuf packet);

  /** UDP: as it is. */
  enum Udp implements FlowSocket {
    INSTANCE;

    @Override
    public EventLoop loop(EventLoop flow) {
      return flow;
    }

    @Override
    public ChannelFactory<? extends Channel> factory(EventLoop loop) {
      return new ReflectiveChannelFactory<>(Transports.datagram(loop));
    }

    @Override
    public ByteBuf toSocket(ByteBuf payload) {
      return payload;
    }

    @Override
    public ByteBuf fromSocket(ByteBuf packet) {
      return packet;
    }
  }
}
