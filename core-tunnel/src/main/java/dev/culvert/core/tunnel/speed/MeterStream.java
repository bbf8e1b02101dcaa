package dev.culvert.core.tunnel.speed;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One stream of a measurement: to the manager's meter, which sends as many zeros as it is asked
 * for, or counts what it is sent and says so. On the event loop.
 */
abstract class MeterStream implements ByteStream.Listener {
  /** To connect, and say nothing. */
  static final char NOTHING = ' ';

  private static final int WINDOW = 4 << 20;
  private static final int MOST_WINDOW = 16 << 20;
  private static final int PIECE = 64 << 10;
  private static final ByteBuf ZEROS =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[PIECE]));

  private final char what;
  private final long bytes;
  private final ByteBuf count = Unpooled.buffer(16);
  private ByteStream stream;
  private EventLoop loop;
  private int window = WINDOW;
  private long sent;
  private long came;
  private long began;
  private boolean stopped;
  private boolean finished;

  /**
   * @param what {@code S} to be sent so many bytes, {@code D} to send them, or {@link #NOTHING}
   */
  // Both fields are set by begin, before anything is heard.
  @SuppressWarnings("NullAway.Init")
  MeterStream(char what, long bytes) {
    this.what = what;
    this.bytes = bytes;
  }

  void begin(ByteStream opened, EventLoop on) {
    stream = opened;
    loop = on;
    if (what != NOTHING) {
      stream.request(WINDOW);
      stream.write(Unpooled.buffer(9).writeByte(what).writeLong(bytes));
      stream.flush();
    }
  }

  /** It is open. */
  void connected(long dialNanos) {}

  /** So much has arrived, there or here. */
  void moved(long all, Duration took) {}

  /** It is over. */
  abstract void done(Optional<Failure> failure);

  final void finish(Optional<Failure> failure) {
    if (!finished) {
      finished = true;
      count.release();
      done(failure);
    }
  }

  @Override
  public final void onConnected(long dialNanos) {
    connected(dialNanos);
    if (finished || what == NOTHING) {
      return;
    }
    began = System.nanoTime();
    var _ = loop.schedule(this::stop, SpeedTest.LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    if (what == 'S') {
      stream.shutdownOutput();
    } else {
      send();
    }
  }

  /** The time is over: what was measured so far counts. */
  private void stop() {
    if (finished) {
      return;
    }
    stopped = true;
    finish(Optional.empty());
  }

  private void send() {
    while (sent < bytes && !stopped && stream.isWritable()) {
      int piece = (int) Math.min(PIECE, bytes - sent);
      stream.write(ZEROS.retainedSlice(0, piece));
      sent += piece;
    }
    stream.flush();
    if (sent == bytes && !stopped) {
      stopped = true;
      stream.shutdownOutput();
    }
  }

  @Override
  public final void onWritable() {
    if (what == 'D' && !finished && began != 0) {
      send();
    }
  }

  @Override
  public final void onData(ByteBuf payload) {
    int length = payload.readableBytes();
    if (finished) {
      payload.release();
      return;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (what == 'S') {
      came += length;
      moved(came, took);
    } else {
      count.writeBytes(payload);
      while (count.readableBytes() >= 8) {
        moved(count.readLong(), took);
      }
      count.discardReadBytes();
    }
    payload.release();
    stream.request(length);
  }

  @Override
  public final void onStarved() {
    if (!finished && window < MOST_WINDOW) {
      stream.request(window);
      window *= 2;
    }
  }

  @Override
  public final void onEnd() {
    finish(Optional.empty());
  }

  @Override
  public final void onFailed(Failure failure) {
    finish(Optional.of(failure));
  }

  @Override
  public final void onReset(Failure failure) {
    finish(Optional.of(failure));
  }
}
