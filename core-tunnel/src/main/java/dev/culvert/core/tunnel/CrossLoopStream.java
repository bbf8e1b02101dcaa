package dev.culvert.core.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A stream of another loop's dialer; see {@link CrossLoopDialer}. */
final class CrossLoopStream implements ByteStream {
  /** Payload on its way to the other loop before the stream says that it is full. */
  private static final int MOST_BYTES = 512 << 10;

  private final EventLoop here;
  private final EventLoop there;
  private final Listener listener;
  private @Nullable ByteStream far; // The other loop's.

  // This loop's.
  private int onTheWay;
  private boolean farWritable = true;
  private boolean full;
  private boolean over;

  private CrossLoopStream(EventLoop here, EventLoop there, Listener listener) {
    this.here = here;
    this.there = there;
    this.listener = listener;
  }

  /**
   * Opens one.
   *
   * @param dial on the other loop
   */
  static ByteStream open(
      EventLoop here, EventLoop there, Listener listener, Function<Listener, ByteStream> dial) {
    CrossLoopStream stream = new CrossLoopStream(here, there, listener);
    there.execute(() -> stream.far = dial.apply(stream.new FarEvents()));
    return stream;
  }

  private void tell(Consumer<ByteStream> what) {
    there.execute(() -> {
      if (far != null) {
        what.accept(far);
      }
    });
  }

  @Override
  public void write(ByteBuf payload) {
    if (over) {
      payload.release();
      return;
    }
    int bytes = payload.readableBytes();
    onTheWay += bytes;
    there.execute(() -> {
      if (far == null) {
        payload.release();
        return;
      }
      far.write(payload);
      boolean writable = far.isWritable();
      here.execute(() -> arrived(bytes, writable));
    });
  }

  private void arrived(int bytes, boolean writable) {
    onTheWay -= bytes;
    farWritable = writable;
    room();
  }

  private void room() {
    if (full && isWritable() && !over) {
      full = false;
      listener.onWritable();
    }
  }

  @Override
  public void flush() {
    tell(ByteStream::flush);
  }

  @Override
  public boolean isWritable() {
    boolean room = farWritable && onTheWay < MOST_BYTES;
    full |= !room;
    return room;
  }

  @Override
  public void request(int bytes) {
    tell(stream -> stream.request(bytes));
  }

  @Override
  public void shutdownOutput() {
    tell(ByteStream::shutdownOutput);
  }

  @Override
  public void reset() {
    over = true;
    tell(ByteStream::reset);
  }

  /** Called on the other loop; told on this one. */
  private final class FarEvents implements Listener {
    private void hear(Consumer<Listener> event) {
      here.execute(() -> {
        if (!over) {
          event.accept(listener);
        }
      });
    }

    @Override
    public void onConnected(long dialNanos) {
      hear(l -> l.onConnected(dialNanos));
    }

    @Override
    public void onFailed(Failure failure) {
      hear(l -> {
        over = true;
        l.onFailed(failure);
      });
    }

    @Override
    public void onData(ByteBuf payload) {
      here.execute(() -> {
        if (over) {
          payload.release();
        } else {
          listener.onData(payload);
        }
      });
    }

    @Override
    public void onEnd() {
      hear(Listener::onEnd);
    }

    @Override
    public void onReset(Failure failure) {
      hear(l -> {
        over = true;
        l.onReset(failure);
      });
    }

    @Override
    public void onStarved() {
      hear(Listener::onStarved);
    }

    @Override
    public void onWritable() {
      here.execute(() -> {
        farWritable = true;
        room();
      });
    }
  }
}
