package dev.culvert.playground.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.errorprone.annotations.FormatMethod;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The near end of every measurement. Run as {@code BenchClient WORKLOAD HOST PORT SECONDS [FLOWS]}
 * in the place to measure from; prints one line of {@code key=value} pairs. The same program runs
 * for Culvert and for both yardsticks.
 */
public final class BenchClient {
  private static final int CHUNK = BenchServer.CHUNK;

  /** Each divides a block of the server's. */
  private static final int[] SIZES_KIB = {16, 64, 256, 1024};

  private static final int SIZES_ROUNDS = 5;

  private final InetSocketAddress target;
  private final double seconds;

  private BenchClient(InetSocketAddress target, double seconds) {
    this.target = target;
    this.seconds = seconds;
  }

  /** See the type's text. Exit code 1 with a message when the work failed. */
  public static void main(String[] arguments) throws Exception {
    String workload = arguments[0];
    BenchClient client =
        new BenchClient(
            new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2])),
            Double.parseDouble(arguments[3]));
    int flows = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 1;
    String line =
        switch (workload) {
          case "up" -> client.throughput(flows, () -> client.upload(CHUNK));
          case "down" -> client.throughput(flows, () -> client.download(CHUNK));
          case "sizes" -> client.sizes();
          case "stalled" -> client.stalled();
          case "rtt" -> client.roundTrips();
          case "http" -> client.requests();
          case "connect" -> client.connections(flows);
          case "udp" -> DatagramLoad.echoes(client.target, client.seconds, flows);
          case "dns" -> DatagramLoad.lookups(client.target, client.seconds, arguments[5]);
          default -> throw new IllegalArgumentException("no workload " + workload);
        };
    System.out.println(line);
  }

  private String throughput(int flows, Callable<double[]> one) throws Exception {
    double bits = 0;
    double squares = 0;
    for (double[] result : inParallel(flows, one)) {
      double rate = result[0] * 8 / result[1];
      bits += rate;
      squares += rate * rate;
    }
    double jain = bits * bits / (flows * squares);
    return format("gbits=%.4f jain=%.4f", bits / 1e9, jain);
  }

  /**
   * Writes and reads of different sizes, in turns: medians of some rounds, in Gbit/s by KiB. None
   * may be far slower than the others: where sizes of messages, of windows and of superpackets do
   * not get on with each other, a transfer does not slow down but collapses.
   */
  private String sizes() throws IOException {
    StringBuilder line = new StringBuilder();
    BenchClient source =
        new BenchClient(new InetSocketAddress(target.getAddress(), BenchServer.SOURCE), seconds);
    double[][] up = new double[SIZES_KIB.length][SIZES_ROUNDS];
    double[][] down = new double[SIZES_KIB.length][SIZES_ROUNDS];
    for (int round = 0; round < SIZES_ROUNDS; round++) {
      for (int i = 0; i < SIZES_KIB.length; i++) {
        up[i][round] = gbits(upload(SIZES_KIB[i] << 10));
        down[i][round] = gbits(source.download(SIZES_KIB[i] << 10));
      }
    }
    for (int i = 0; i < SIZES_KIB.length; i++) {
      Arrays.sort(up[i]);
      Arrays.sort(down[i]);
      line.append(
          format(
              "up%d=%.3f down%d=%.3f ",
              SIZES_KIB[i], up[i][SIZES_ROUNDS / 2], SIZES_KIB[i], down[i][SIZES_ROUNDS / 2]));
    }
    return line.toString().strip();
  }

  private static double gbits(double[] transfer) {
    return transfer[0] * 8 / transfer[1] / 1e9;
  }

  private double[] upload(int chunk) throws IOException {
    try (Socket socket = connect()) {
      byte[] buffer = new byte[chunk];
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      long sent = 0;
      while (System.nanoTime() < end) {
        out.writeInt(BenchServer.BLOCK);
        for (int left = BenchServer.BLOCK; left > 0; left -= chunk) {
          out.write(buffer);
        }
        sent += BenchServer.BLOCK;
      }
      out.writeInt(0);
      long received = new DataInputStream(socket.getInputStream()).readLong();
      if (received != sent) {
        throw new IOException("sent " + sent + " bytes, the server received " + received);
      }
      return new double[] {received, (System.nanoTime() - start) / 1e9};
    }
  }

  private double[] download(int chunk) throws IOException {
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      new DataOutputStream(socket.getOutputStream()).writeInt((int) (seconds * 1000));
      byte[] buffer = new byte[chunk];
      InputStream in = socket.getInputStream();
      long total = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        total += n;
      }
      return new double[] {total, (System.nanoTime() - start) / 1e9};
    }
  }

  /** Asks for bytes that it does not read, and writes to somebody who does not read either. */
  private String stalled() throws IOException, InterruptedException {
    try (Socket down = connect();
        SocketChannel up =
            SocketChannel.open(new InetSocketAddress(target.getAddress(), BenchServer.DEAF))) {
      new DataOutputStream(down.getOutputStream()).writeInt((int) (seconds * 1000));
      up.configureBlocking(false);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      long sent = 0;
      long end = System.nanoTime() + (long) (seconds * 1e9);
      while (System.nanoTime() < end) {
        int written = up.write(chunk.clear());
        sent += written;
        if (written == 0) {
          Thread.sleep(50);
        }
      }
      return format("sentmib=%.2f", sent / 1048576.0);
    }
  }

  private String roundTrips() throws IOException {
    try (Socket socket = connect()) {
      byte[] buffer = new byte[64];
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      Samples samples = new Samples();
      // A tenth of the time warms up both ends.
      long measureFrom = System.nanoTime() + (long) (seconds * 1e8);
      long end = System.nanoTime() + (long) (seconds * 1e9);
      for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
        out.write(buffer);
        in.readFully(buffer);
        if (start > measureFrom) {
          samples.add(System.nanoTime() - start);
        }
      }
      return format(
          "persec=%.1f p50us=%.2f p99us=%.2f",
          samples.size() / (seconds * 0.9), samples.micros(0.5), samples.micros(0.99));
    }
  }

  /** Requests on one connection, one after the other. */
  private String requests() throws IOException {
    byte[] request = "GET /bytes?n=64 HTTP/1.1\r\nHost: bench\r\n\r\n".getBytes(US_ASCII);
    try (Socket socket = connect()) {
      InputStream in = socket.getInputStream();
      byte[] answer = new byte[4096];
      Samples samples = new Samples();
      long measureFrom = System.nanoTime() + (long) (seconds * 1e8);
      long end = System.nanoTime() + (long) (seconds * 1e9);
      for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
        socket.getOutputStream().write(request);
        int have = 0;
        int length = Integer.MAX_VALUE;
        while (have < length) {
          int n = in.read(answer, have, answer.length - have);
          if (n < 0) {
            throw new IOException("the server ended the connection");
          }
          have += n;
          int body = new String(answer, 0, have, ISO_8859_1).indexOf("\r\n\r\n");
          length = body < 0 ? Integer.MAX_VALUE : body + 4 + 64;
        }
        if (start > measureFrom) {
          samples.add(System.nanoTime() - start);
        }
      }
      return format(
          "persec=%.1f p50us=%.2f p99us=%.2f",
          samples.size() / (seconds * 0.9), samples.micros(0.5), samples.micros(0.99));
    }
  }

  private String connections(int parallel) throws Exception {
    Samples all = new Samples();
    double perSecond = 0;
    for (Samples samples : inParallel(parallel, this::connectAgainAndAgain)) {
      perSecond += samples.size() / seconds;
      all.addAll(samples);
    }
    return format(
        "persec=%.1f p50us=%.2f p99us=%.2f", perSecond, all.micros(0.5), all.micros(0.99));
  }

  private Samples connectAgainAndAgain() throws IOException {
    Samples samples = new Samples();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
      try (Socket socket = connect()) {
        if (socket.getInputStream().read() != '!') {
          throw new IOException("the connection ended before the server's first byte");
        }
        samples.add(System.nanoTime() - start);
        // To the end, so that the server closes first and no local port is kept in TIME-WAIT.
        if (socket.getInputStream().read() != -1) {
          throw new IOException("the server sent more than one byte");
        }
      }
    }
    return samples;
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    try {
      socket.connect(target, 10_000);
    } catch (SocketTimeoutException e) {
      socket.close();
      throw new IOException(target + " did not answer within 10 s", e);
    }
    return socket;
  }

  private static <T> List<T> inParallel(int count, Callable<T> work)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        futures.add(threads.submit(work));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }

  @FormatMethod
  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
