package dev.culvert.playground.load;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The near end of the stories' transfers, run in the laptop's namespace. Prints what it did, one
 * line each; ends with exit code 1 and what was wrong when a byte is not as it should be.
 *
 * <pre>
 * LoadClient up HOST BYTES               the client ends first; the server's digest comes after
 * LoadClient down HOST BYTES             the server ends first; then the client sends on, and asks
 * LoadClient short HOST COUNT PARALLEL   short connections
 * LoadClient stalled HOST FLOWS STALLED BYTES   some never read, the others download
 * </pre>
 */
public final class LoadClient {
  private final String host;

  private LoadClient(String host) {
    this.host = host;
  }

  /** See the type's text. */
  public static void main(String[] arguments) throws Exception {
    LoadClient client = new LoadClient(arguments[1]);
    long start = System.nanoTime();
    String result =
        switch (arguments[0]) {
          case "up" -> client.up(Long.parseLong(arguments[2]));
          case "down" -> client.down(7, Long.parseLong(arguments[2]), 1 << 20);
          case "short" ->
              client.shortConnections(
                  Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
          case "stalled" ->
              client.stalled(
                  Integer.parseInt(arguments[2]),
                  Integer.parseInt(arguments[3]),
                  Long.parseLong(arguments[4]));
          default -> throw new IllegalArgumentException("no work " + arguments[0]);
        };
    System.out.printf(
        Locale.ROOT, "%s: %s, %.2f s%n", arguments[0], result, (System.nanoTime() - start) / 1e9);
  }

  private String up(long length) throws IOException {
    try (Socket socket = connect(LoadServer.DIGEST)) {
      String sent = Bytes.send(socket.getOutputStream(), 11, length);
      socket.shutdownOutput();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      same("length", length, in.readLong());
      same("sha256", sent, in.readUTF());
      same("end", -1, in.read());
      return length + " bytes, sha256 equal " + sent.substring(0, 16);
    }
  }

  private String down(long seed, long length, long after) throws IOException {
    String sentAfter;
    Bytes.Received received;
    try (Socket socket = connect(LoadServer.STREAM)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeLong(seed);
      out.writeLong(length);
      received = Bytes.receive(socket.getInputStream());
      // The server has ended its direction; ours is still open.
      sentAfter = Bytes.send(out, seed + 1, after);
    }
    same("length", length, received.length());
    same("sha256", Bytes.digest(seed, length), received.sha256());
    try (Socket socket = connect(LoadServer.TELL)) {
      new DataOutputStream(socket.getOutputStream()).writeLong(seed);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      same("length after the server's FIN", after, in.readLong());
      same("sha256 after the server's FIN", sentAfter, in.readUTF());
    }
    return length
        + " bytes, sha256 equal "
        + received.sha256().substring(0, 16)
        + ", then "
        + after
        + " bytes after the server's FIN";
  }

  private String shortConnections(int count, int parallel)
      throws InterruptedException, ExecutionException {
    List<Future<?>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
      for (int i = 0; i < count; i++) {
        int value = i & 0xff;
        futures.add(
            threads.submit(() -> {
              try (Socket socket = connect(LoadServer.SHORT)) {
                socket.getOutputStream().write(value);
                same("byte", value, socket.getInputStream().read());
                same("end", -1, socket.getInputStream().read());
              }
              return null;
            }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
    return count + " connections";
  }

  private String stalled(int flows, int stalled, long length)
      throws IOException, InterruptedException, ExecutionException {
    List<Socket> neverRead = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < stalled; i++) {
        neverRead.add(connect(LoadServer.FLOOD));
      }
      List<Future<String>> futures = new ArrayList<>();
      for (int i = 0; i < flows - stalled; i++) {
        long seed = 1000 + i * 2L;
        futures.add(threads.submit(() -> down(seed, length, 1000)));
      }
      for (Future<String> future : futures) {
        future.get();
      }
      return (flows - stalled)
          + " flows of "
          + length
          + " bytes beside "
          + stalled
          + " that never read";
    } finally {
      for (Socket socket : neverRead) {
        socket.close();
      }
    }
  }

  private Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(60_000);
    socket.connect(new InetSocketAddress(host, port), 10_000);
    return socket;
  }

  private static void same(String what, Object expected, Object actual) throws IOException {
    if (!expected.equals(actual)) {
      throw new IOException(what + ": expected " + expected + ", got " + actual);
    }
  }

  private static void same(String what, long expected, long actual) throws IOException {
    same(what, Long.valueOf(expected), Long.valueOf(actual));
  }

  private static void same(String what, int expected, int actual) throws IOException {
    same(what, Integer.valueOf(expected), Integer.valueOf(actual));
  }
}
