package dev.culvert.manager.agent.files;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stream for a thread that may wait. What is read is asked for; what cannot go out is waited for.
 */
final class BlockingStream implements ByteStream.Listener, AutoCloseable {
  private static final int WINDOW = 4 << 20;

  /** What a thread may have handed to the loop that the stream has not seen yet. */
  private static final int AHEAD = 1 << 20;

  private final ArrayDeque<ByteBuf> received = new ArrayDeque<>();
  private final Executor loop;
  private @Nullable ByteStream stream;
  private @Nullable IOException broken;
  private boolean ended;
  private boolean writable = true;
  private int ahead;

  private BlockingStream(Executor loop) {
    this.loop = loop;
  }

  /** On the event loop that the stream belongs to. */
  static BlockingStream open(Executor loop, Function<ByteStream.Listener, ByteStream> opener) {
    BlockingStream made = new BlockingStream(loop);
    made.stream = opener.apply(made);
    made.stream.request(WINDOW);
    return made;
  }

  private ByteStream stream() {
    if (stream == null) {
      throw new IllegalStateException("not opened");
    }
    return stream;
  }

  InputStream input() {
    return new InputStream() {
      private ByteBuf current = Unpooled.EMPTY_BUFFER;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (!current.isReadable()) {
          current.release();
          ByteBuf next = take();
          if (next == null) {
            current = Unpooled.EMPTY_BUFFER;
            return -1;
          }
          current = next;
        }
        int count = Math.min(length, current.readableBytes());
        current.readBytes(bytes, from, count);
        loop.execute(() -> stream().request(count));
        return count;
      }
    };
  }

  private synchronized @Nullable ByteBuf take() throws IOException {
    try {
      while (received.isEmpty() && !ended && broken == null) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (received.isEmpty() && broken != null) {
      throw new IOException(broken.getMessage(), broken);
    }
    return received.poll();
  }

  OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        awaitWritable(length);
        ByteBuf payload = Unpooled.copiedBuffer(bytes, from, length);
        loop.execute(() -> send(payload));
      }
    };
  }

  private void send(ByteBuf payload) {
    int length = payload.readableBytes();
    stream().write(payload);
    stream().flush();
    boolean room = stream().isWritable();
    synchronized (this) {
      writable = room;
      ahead -= length;
      notifyAll();
    }
  }

  private synchronized void awaitWritable(int length) throws IOException {
    try {
      while ((!writable || ahead > AHEAD) && broken == null) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (broken != null) {
      throw new IOException(broken.getMessage(), broken);
    }
    ahead += length;
  }

  @Override
  public void onConnected(long dialNanos) {}

  @Override
  public synchronized void onFailed(Failure failure) {
    broken = new IOException(failure.detail());
    notifyAll();
  }

  @Override
  public synchronized void onData(ByteBuf payload) {
    received.add(payload);
    notifyAll();
  }

  @Override
  public synchronized void onEnd() {
    ended = true;
    notifyAll();
  }

  @Override
  public synchronized void onReset(Failure failure) {
    broken = new IOException(failure.detail());
    notifyAll();
  }

  @Override
  public synchronized void onWritable() {
    writable = true;
    notifyAll();
  }

  @Override
  public void close() {
    loop.execute(() -> {
      stream().shutdownOutput();
      synchronized (this) {
        received.forEach(ByteBuf::release);
        received.clear();
      }
    });
  }
}
