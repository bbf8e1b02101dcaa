package dev.culvert.manager.meter;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The far end of one speed measurement: sends zeros, or throws away what comes.
 *
 * <p>What is asked begins with a byte and a count of 8 bytes. {@code S}: so many zeros are sent.
 * {@code D}: what comes is counted until it ends; the count so far, 8 bytes, is sent twenty times a
 * second and at the end. At most {@link #MOST_BYTES} and {@link #MOST_MILLIS} either way.
 *
 * <p>At the manager it is a socket on loopback that takes one connection and is gone: the tunnel
 * dials it as it dials any destination, so what is measured is what flows get.
 */
public final class Meter {
  private static final long MOST_BYTES = 256L << 20;
  private static final long MOST_MILLIS = 30_000;
  private static final int MOST_AT_A_TIME = 8;
  private static final int ACCEPT_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 5_000;
  private static final int PIECE = 64 << 10;
  private static final long TELL_NANOS = 50_000_000;
  private static final AtomicInteger RUNNING = new AtomicInteger();

  private Meter() {}

  /**
   * Waits for one connection, elsewhere.
   *
   * @return where
   * @throws IOException when too many are measured now, or no socket could be had
   */
  public static InetSocketAddress begin() throws IOException {
    enter();
    ServerSocket server;
    try {
      server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      server.setSoTimeout(ACCEPT_MILLIS);
    } catch (IOException e) {
      RUNNING.decrementAndGet();
      throw e;
    }
    InetSocketAddress where =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    Thread.ofVirtual().name("culvert-meter").start(() -> take(server));
    return where;
  }

  private static void take(ServerSocket server) {
    try (server;
        Socket socket = server.accept()) {
      server.close();
      socket.setSoTimeout(SILENCE_MILLIS);
      socket.setTcpNoDelay(true);
      run(socket.getInputStream(), socket.getOutputStream());
      socket.shutdownOutput();
      while (socket.getInputStream().read() >= 0) {
        // Until the other end is done, so that what is on its way is not cut off by a reset.
      }
    } catch (IOException e) {
      // Nobody came, or whoever measured has gone: there is nobody to tell.
    } finally {
      RUNNING.decrementAndGet();
    }
  }

  /**
   * Answers one measurement on a stream that is there already; whoever calls ends the output.
   *
   * @throws IOException when too many are measured now, or the stream broke
   */
  public static void answer(InputStream from, OutputStream to) throws IOException {
    enter();
    try {
      run(from, to);
    } finally {
      RUNNING.decrementAndGet();
    }
  }

  private static void enter() throws IOException {
    if (RUNNING.incrementAndGet() > MOST_AT_A_TIME) {
      RUNNING.decrementAndGet();
      throw new IOException(
          "no more than " + MOST_AT_A_TIME + " measurements run here at a time; try again");
    }
  }

  private static void run(InputStream from, OutputStream to) throws IOException {
    DataInputStream in = new DataInputStream(from);
    DataOutputStream out = new DataOutputStream(to);
    int what = in.read();
    long bytes = Math.min(in.readLong(), MOST_BYTES);
    if (what == 'S') {
      source(to, bytes);
    } else if (what == 'D') {
      discard(in, out);
    }
  }

  private static void source(OutputStream out, long bytes) throws IOException {
    byte[] zeros = new byte[PIECE];
    long end = System.nanoTime() + MOST_MILLIS * 1_000_000;
    for (long left = bytes; left > 0 && System.nanoTime() - end < 0; left -= PIECE) {
      out.write(zeros, 0, (int) Math.min(PIECE, left));
    }
  }

  private static void discard(DataInputStream in, DataOutputStream out) throws IOException {
    byte[] piece = new byte[PIECE];
    long all = 0;
    long began = System.nanoTime();
    long told = began;
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      all += read;
      long now = System.nanoTime();
      if (now - told > TELL_NANOS) {
        told = now;
        tell(out, all);
      }
      if (all > MOST_BYTES || now - began > MOST_MILLIS * 1_000_000) {
        break;
      }
    }
    tell(out, all);
  }

  /** In one piece: a stream of the tunnel sends each write as a frame of its own. */
  private static void tell(DataOutputStream out, long all) throws IOException {
    out.write(ByteBuffer.allocate(Long.BYTES).putLong(all).array());
  }
}
