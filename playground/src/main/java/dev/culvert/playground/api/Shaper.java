package dev.culvert.playground.api;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes one connection misbehave: holds bytes back, in order, in both directions. Without a fault
 * it hands everything through. Runs on the channel's event loop; {@link #become} and {@link #cut}
 * from any thread.
 */
// A write that fails closes its channel, and that is where it is handled.
@SuppressWarnings("FutureReturnValueIgnored")
final class Shaper extends ChannelDuplexHandler {
  /** Held inbound bytes from which on nothing more is read from the socket. */
  private static final int HELD_IN_LIMIT = 16 << 20;

  private final LiveFaults faults;
  private final ReadGate gate;
  private final Queue<Held> in = new ArrayDeque<>();
  private final Queue<Held> out = new ArrayDeque<>();
  private LiveFaults.Fault fault = LiveFaults.Fault.NONE;
  private @Nullable ChannelHandlerContext context;
  private long heldIn;
  private long inFreeNanos;
  private long outFreeNanos;

  Shaper(LiveFaults faults, ReadGate gate) {
    this.faults = faults;
    this.gate = gate;
  }

  private record Held(Object message, @Nullable ChannelPromise promise, long dueNanos, int size) {}

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    fault = faults.join(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    faults.leave(this);
    release();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    faults.leave(this);
    release();
    ctx.fireChannelInactive();
  }

  void become(UnaryOperator<LiveFaults.Fault> change) {
    ChannelHandlerContext ctx = Objects.requireNonNull(context);
    ctx.executor()
        .execute(() -> {
          fault = change.apply(fault);
          drainIn(ctx);
          drainOut(ctx);
        });
  }

  void cut() {
    ChannelHandlerContext ctx = Objects.requireNonNull(context);
    ctx.executor()
        .execute(() -> {
          ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
          // Below TLS: no goodbye.
          ctx.channel().unsafe().close(ctx.channel().unsafe().voidPromise());
        });
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (fault.equals(LiveFaults.Fault.NONE) && in.isEmpty()) {
      ctx.fireChannelRead(message);
      return;
    }
    int size = size(message);
    inFreeNanos = Math.max(inFreeNanos, System.nanoTime()) + sendingNanos(size);
    in.add(new Held(message, null, inFreeNanos + fault.delay().toNanos() / 2, size));
    heldIn += size;
    gate.hold(ReadGate.SHAPER, heldIn > HELD_IN_LIMIT || fault.stalled());
    drainIn(ctx);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (fault.equals(LiveFaults.Fault.NONE) && out.isEmpty()) {
      ctx.write(message, promise);
      return;
    }
    int size = size(message);
    outFreeNanos = Math.max(outFreeNanos, System.nanoTime()) + sendingNanos(size);
    out.add(new Held(message, promise, outFreeNanos + fault.delay().toNanos() / 2, size));
    drainOut(ctx);
  }

  private void drainIn(ChannelHandlerContext ctx) {
    boolean any = false;
    while (!in.isEmpty() && !fault.stalled()) {
      long wait = in.element().dueNanos() - System.nanoTime();
      if (wait > 0 && !fault.equals(LiveFaults.Fault.NONE)) {
        ctx.executor().schedule(() -> drainIn(ctx), wait, TimeUnit.NANOSECONDS);
        break;
      }
      Held held = in.remove();
      heldIn -= held.size();
      any = true;
      ctx.fireChannelRead(held.message());
    }
    if (any) {
      ctx.fireChannelReadComplete();
    }
    gate.hold(ReadGate.SHAPER, heldIn > HELD_IN_LIMIT || fault.stalled());
  }

  private void drainOut(ChannelHandlerContext ctx) {
    boolean any = false;
    while (!out.isEmpty() && !fault.stalled()) {
      long wait = out.element().dueNanos() - System.nanoTime();
      if (wait > 0 && !fault.equals(LiveFaults.Fault.NONE)) {
        ctx.executor().schedule(() -> drainOut(ctx), wait, TimeUnit.NANOSECONDS);
        break;
      }
      Held held = out.remove();
      any = true;
      ctx.write(held.message(), Objects.requireNonNull(held.promise()));
    }
    if (any) {
      ctx.flush();
    }
  }

  private long sendingNanos(int size) {
    return fault.bytesPerSecond() == 0 ? 0 : size * 1_000_000_000L / fault.bytesPerSecond();
  }

  private static int size(Object message) {
    return message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
  }

  private void release() {
    in.forEach(held -> ReferenceCountUtil.release(held.message()));
    in.clear();
    for (Held held : out) {
      ReferenceCountUtil.release(held.message());
      Objects.requireNonNull(held.promise())
          .tryFailure(new java.nio.channels.ClosedChannelException());
    }
    out.clear();
  }
}
