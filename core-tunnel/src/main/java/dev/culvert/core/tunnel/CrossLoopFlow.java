package dev.culvert.core.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A flow of another loop's dialer; see {@link CrossLoopDialer}. */
final class CrossLoopFlow implements DatagramFlow {
  /** Datagrams on their way to the other loop before one is dropped. */
  private static final int MOST_DATAGRAMS = 256;

  private final EventLoop here;
  private final EventLoop there;
  private final Listener listener;
  private final AtomicInteger onTheWay = new AtomicInteger();
  private @Nullable DatagramFlow far; // The other loop's.
  private boolean over; // This loop's.

  private CrossLoopFlow(EventLoop here, EventLoop there, Listener listener) {
    this.here = here;
    this.there = there;
    this.listener = listener;
  }

  /**
   * Opens one.
   *
   * @param open on the other loop
   */
  static DatagramFlow open(
      EventLoop here, EventLoop there, Listener listener, Function<Listener, DatagramFlow> open) {
    CrossLoopFlow flow = new CrossLoopFlow(here, there, listener);
    there.execute(() -> flow.far = open.apply(flow.new FarEvents()));
    return flow;
  }

  @Override
  public boolean send(ByteBuf payload) {
    if (over || onTheWay.get() >= MOST_DATAGRAMS) {
      payload.release();
      return false;
    }
    onTheWay.incrementAndGet();
    there.execute(() -> {
      onTheWay.decrementAndGet();
      if (far == null) {
        payload.release();
      } else {
        far.send(payload);
      }
    });
    return true;
  }

  @Override
  public void close() {
    over = true;
    there.execute(() -> {
      if (far != null) {
        far.close();
      }
    });
  }

  /** Called on the other loop; told on this one. */
  private final class FarEvents implements Listener {
    @Override
    public void onDatagram(ByteBuf payload) {
      here.execute(() -> {
        if (over) {
          payload.release();
        } else {
          listener.onDatagram(payload);
        }
      });
    }

    @Override
    public void onError(Failure failure) {
      here.execute(() -> {
        if (!over) {
          listener.onError(failure);
        }
      });
    }

    @Override
    public void onClosed() {
      here.execute(() -> {
        if (!over) {
          over = true;
          listener.onClosed();
        }
      });
    }
  }
}
