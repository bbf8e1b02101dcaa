package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * A wiretap's copy of one direction. Never waited for: what does not fit is lost, and with it the
 * rest of this connection's copy. What the laptop answers is dropped.
 */
final class Copy extends ChannelInboundHandlerAdapter {
  /** Held while the laptop is being dialled. */
  private static final int MOST_HELD = 1 << 20;

  private final Channel channel;
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
  private int held;
  private boolean connected;
  private boolean ended;
  private boolean lost;

  /** Begins a connection for the copy. */
  Copy(Upstreams upstreams, String attachment, Endpoint source) {
    ChannelFuture connecting = upstreams.connect(Optional.of(attachment), source, this);
    this.channel = connecting.channel();
    var _ =
        connecting.addListener(done -> {
          connected = done.isSuccess();
          if (connected) {
            channel.config().setAutoRead(true);
            early.forEach(payload -> {
              var _ = channel.write(payload, channel.voidPromise());
            });
            early.clear();
            channel.flush();
            if (ended) {
              StreamChannel.endOutput(channel);
            }
          } else {
            lose();
          }
        });
  }

  /** Copies; the buffer stays the caller's. */
  void write(ByteBuf payload) {
    if (lost || ended) {
      return;
    }
    if (!connected) {
      held += payload.readableBytes();
      if (held > MOST_HELD) {
        lose();
      } else {
        early.add(payload.retainedDuplicate());
      }
    } else if (channel.isWritable()) {
      var _ = channel.writeAndFlush(payload.retainedDuplicate(), channel.voidPromise());
    } else {
      lose();
    }
  }

  /** No more comes. */
  void end() {
    if (!ended) {
      ended = true;
      if (connected && !lost) {
        StreamChannel.endOutput(channel);
      }
    }
  }

  private void lose() {
    lost = true;
    early.forEach(ByteBuf::release);
    early.clear();
    var _ = channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lost = true;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    lose();
  }
}
