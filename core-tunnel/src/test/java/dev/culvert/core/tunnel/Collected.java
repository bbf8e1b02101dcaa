package dev.culvert.core.tunnel;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream's listener that remembers what it heard, for tests on any thread. */
public class Collected implements ByteStream.Listener {
  /** Completes with {@code onConnected}; fails with {@code onFailed}. */
  public final CompletableFuture<Long> connected = new CompletableFuture<>();

  /** Completes with {@code onFailed}. */
  public final CompletableFuture<Failure> failed = new CompletableFuture<>();

  /** Completes with {@code onEnd}. */
  public final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  /** Completes with {@code onReset}. */
  public final CompletableFuture<Failure> reset = new CompletableFuture<>();

  /** Completes with the next {@code onWritable}. */
  public volatile CompletableFuture<Boolean> writable = new CompletableFuture<>();

  /** Completes with the next {@code onStarved}. */
  public volatile CompletableFuture<Boolean> starved = new CompletableFuture<>();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final boolean readAll;
  private @Nullable ByteStream stream;
  private long count;
  private boolean over;

  /**
   * @param readAll asks for everything as it comes
   */
  public Collected(boolean readAll) {
    this.readAll = readAll;
  }

  /** To ask for more; on the loop, before anything can be heard. */
  public ByteStream attach(ByteStream opened) {
    stream = opened;
    if (readAll) {
      opened.request(1 << 20);
    }
    return opened;
  }

  @Override
  public void onConnected(long dialNanos) {
    alive("onConnected");
    connected.complete(dialNanos);
  }

  @Override
  public void onFailed(Failure failure) {
    alive("onFailed");
    over = true;
    connected.completeExceptionally(new IllegalStateException(failure.toString()));
    failed.complete(failure);
  }

  @Override
  public void onData(ByteBuf payload) {
    alive("onData");
    int length = payload.readableBytes();
    synchronized (bytes) {
      if (bytes.size() < 1 << 20) {
        byte[] copy = new byte[length];
        payload.readBytes(copy);
        bytes.write(copy, 0, length);
      }
      count += length;
      bytes.notifyAll();
    }
    payload.release();
    if (readAll && stream != null) {
      stream.request(length);
    }
  }

  @Override
  public void onEnd() {
    alive("onEnd");
    ended.complete(true);
  }

  @Override
  public void onReset(Failure failure) {
    alive("onReset");
    over = true;
    reset.complete(failure);
  }

  @Override
  public void onStarved() {
    alive("onStarved");
    starved.complete(true);
  }

  @Override
  public void onWritable() {
    alive("onWritable");
    writable.complete(true);
  }

  private void alive(String what) {
    if (over) {
      throw new IllegalStateException(what + " after the end of the stream");
    }
  }

  /** The bytes so far (the first MiB of them), as ASCII. */
  public String text() {
    synchronized (bytes) {
      return bytes.toString(StandardCharsets.US_ASCII);
    }
  }

  /** How many bytes have come. */
  public long count() {
    synchronized (bytes) {
      return count;
    }
  }

  /** Waits until so many bytes have come. */
  public void awaitBytes(long atLeast) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    synchronized (bytes) {
      while (count < atLeast) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new IllegalStateException("only " + count + " of " + atLeast + " bytes came");
        }
        TimeUnit.NANOSECONDS.timedWait(bytes, left);
      }
    }
  }
}
