package dev.culvert.playground.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A long way, where the kernel cannot be asked to make one: a TCP relay that passes on what comes
 * half a round trip later, and in between reads on, as a fat pipe does. Run on the node as {@code
 * Delay HOST PORT LISTEN:MILLIS…}; prints {@code ready}.
 */
public final class Delay {
  private static final int CHUNK = 256 << 10;

  /** What a pipe may hold: 10 Gbit/s for 80 ms. Beyond it, it pushes back. */
  private static final int CHUNKS = 400;

  private Delay() {}

  /** See the type's text. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    for (int i = 2; i < arguments.length; i++) {
      int colon = arguments[i].indexOf(':');
      listen(
          Integer.parseInt(arguments[i].substring(0, colon)),
          TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[i].substring(colon + 1))) / 2,
          target);
    }
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  private static void listen(int port, long oneWayNanos, InetSocketAddress target)
      throws IOException {
    ServerSocket listener = new ServerSocket(port);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (true) {
              Socket near = listener.accept();
              Socket far = new Socket();
              far.connect(target);
              near.setTcpNoDelay(true);
              far.setTcpNoDelay(true);
              pipe(near, far, oneWayNanos);
              pipe(far, near, oneWayNanos);
            }
          } catch (IOException e) {
            throw new IllegalStateException("the relay on port " + port + " ended", e);
          }
        });
  }

  private static void pipe(Socket from, Socket to, long nanos) {
    DelayQueue<Chunk> way = new DelayQueue<>();
    Semaphore room = new Semaphore(CHUNKS);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (from) {
            InputStream in = from.getInputStream();
            while (true) {
              room.acquireUninterruptibly();
              byte[] buffer = new byte[CHUNK];
              int length = in.read(buffer);
              way.add(new Chunk(buffer, length, System.nanoTime() + nanos));
              if (length < 0) {
                return;
              }
            }
          } catch (IOException e) {
            way.add(new Chunk(new byte[0], -1, System.nanoTime() + nanos));
          }
        });
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (to) {
            OutputStream out = to.getOutputStream();
            for (Chunk next = way.take(); next.length >= 0; next = way.take()) {
              out.write(next.bytes, 0, next.length);
              room.release();
            }
          } catch (IOException e) {
            room.release(CHUNKS); // The reader finds its socket closed and ends too.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** What came at once; its end when the length is below 0. */
  private record Chunk(byte[] bytes, int length, long due) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return other instanceof Chunk chunk ? Long.signum(due - chunk.due) : 0;
    }
  }
}
