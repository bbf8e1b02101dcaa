package dev.culvert.helper.attach;

import dev.culvert.core.tunnel.ByteStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A program of this computer as the far side of a flow. On the flow's event loop. What the program
 * sends is read a piece ahead of what was asked for, so that it can be told that there is more.
 */
final class DirectStream extends ChannelInboundHandlerAdapter implements ByteStream {
  /** Written before the program has accepted. */
  private static final int ROOM = 256 << 10;

  private final EventLoop loop;
  private final Direct.Way way;
  private final Listener listener;
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(0);
  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(2);
  private @Nullable SocketChannel socket;
  private int earlyBytes;
  private long credit;
  private boolean starved;
  private boolean full;
  private boolean outputEnded;
  private boolean outputShut;
  private boolean inputEnded;
  private boolean endTold;
  private boolean turnDue;
  private boolean flushDue;
  private boolean over;

  private DirectStream(EventLoop loop, Direct.Way way, Listener listener) {
    this.loop = loop;
    this.way = way;
    this.listener = listener;
  }

  /** Dials the program. */
  static ByteStream dial(EventLoop loop, Direct.Way way, Listener listener) {
    DirectStream stream = new DirectStream(loop, way, listener);
    long began = System.nanoTime();
    loop.execute(() -> {
      if (!stream.over) {
        listener.onDirect(way.attachment());
      }
    });
    var _ =
        ProgramDial.dial(loop, way.program(), stream)
            .whenComplete((made, cause) -> {
              if (cause == null) {
                stream.connected(made, System.nanoTime() - began);
              } else {
                stream.failed(cause);
              }
            });
    return stream;
  }

  private void failed(Throwable cause) {
    if (!over) {
      letGo();
      listener.onFailed(ProgramDial.failure(cause, way.program()));
    }
  }

  private void connected(SocketChannel made, long nanos) {
    socket = made;
    if (over) {
      abort();
      return;
    }
    listener.onConnected(nanos);
    if (over) {
      return;
    }
    early.forEach(payload -> {
      var _ = made.write(payload);
    });
    early.clear();
    earlyBytes = 0;
    made.flush();
    if (outputEnded) {
      shut(made);
    }
    turn();
  }

  // To the program.

  @Override
  public void write(ByteBuf payload) {
    SocketChannel to = socket;
    if (over) {
      payload.release();
    } else if (to == null) {
      earlyBytes += payload.readableBytes();
      early.add(payload);
    } else {
      var _ = to.write(payload);
      if (!flushDue) {
        flushDue = true;
        loop.execute(this::flush);
      }
    }
  }

  @Override
  public void flush() {
    flushDue = false;
    SocketChannel to = socket;
    if (to != null && !over) {
      to.flush();
    }
  }

  @Override
  public boolean isWritable() {
    SocketChannel to = socket;
    boolean room = to == null ? earlyBytes < ROOM : to.isWritable();
    full |= !room;
    return room;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // Netty may call this within a write.
    wake();
  }

  @Override
  public void shutdownOutput() {
    SocketChannel to = socket;
    if (!outputEnded && !over) {
      outputEnded = true;
      if (to != null) {
        shut(to);
      }
    }
  }

  private void shut(SocketChannel to) {
    var _ =
        to.writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(written -> {
              var _ =
                  to.shutdownOutput()
                      .addListener(shut -> {
                        outputShut = true;
                        closeIfBoth(to);
                      });
            });
  }

  // From the program.

  @Override
  public void request(int bytes) {
    credit += bytes;
    starved = false;
    wake();
  }

  private void wake() {
    if (!turnDue && !over && socket != null) {
      turnDue = true;
      loop.execute(this::turn);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over) {
      ((ByteBuf) message).release();
    } else {
      held.add((ByteBuf) message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    wake();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      wake();
    }
  }

  /** Tells all that may be told, and goes on reading when nothing is left to tell. */
  private void turn() {
    turnDue = false;
    while (!over && credit > 0 && !held.isEmpty()) {
      listener.onData(next());
    }
    SocketChannel from = socket;
    if (over || from == null) {
      return;
    }
    if (!held.isEmpty()) {
      if (!starved) {
        starved = true;
        listener.onStarved();
      }
    } else if (!inputEnded) {
      from.read();
    } else if (!endTold) {
      endTold = true;
      listener.onEnd();
      closeIfBoth(from);
    }
    if (full && !over && from.isWritable()) {
      full = false;
      listener.onWritable();
    }
  }

  private ByteBuf next() {
    ByteBuf first = held.element();
    int length = (int) Math.min(credit, first.readableBytes());
    credit -= length;
    return length == first.readableBytes() ? held.remove() : first.readRetainedSlice(length);
  }

  private void closeIfBoth(SocketChannel made) {
    if (outputShut && endTold && !over) {
      letGo();
      var _ = made.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    broken();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken();
  }

  private void broken() {
    // Both have said all; the last of it may wait here to be asked for.
    if (!over && !(inputEnded && outputShut)) {
      letGo();
      abort();
      listener.onReset(ProgramDial.reset(way.program()));
    }
  }

  @Override
  public void reset() {
    letGo();
    abort();
  }

  private void letGo() {
    over = true;
    early.forEach(ByteBuf::release);
    early.clear();
    held.forEach(ByteBuf::release);
    held.clear();
  }

  /** The program hears a reset. */
  private void abort() {
    SocketChannel made = socket;
    if (made != null && made.isOpen()) {
      if (made.isActive()) {
        made.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      var _ = made.close();
    }
  }
}
