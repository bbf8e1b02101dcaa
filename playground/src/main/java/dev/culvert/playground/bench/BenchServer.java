package dev.culvert.playground.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The far end of every measurement, run inside a pod: as little of its own as can be, so that what
 * is measured is the way to it. One platform thread per connection: on two cores that costs less
 * than it adds in evenness.
 */
public final class BenchServer {

  /**
   * Reads blocks, each after its length (4 bytes, big-endian), to one of length 0, and answers how
   * many bytes came (8 bytes). No half-close, because a relay over TLS has none.
   */
  public static final int SINK = 7201;

  /** Is told for how many milliseconds to send (4 bytes), sends, and closes. */
  static final int SOURCE = 7202;

  /** Sends back what comes. */
  static final int ECHO = 7203;

  /** Sends one byte and closes. */
  static final int HELLO = 7204;

  /** UDP: sends back what comes. */
  static final int UDP_ECHO = 7205;

  /** Accepts and reads nothing. */
  static final int DEAF = 7206;

  /** Sends one byte and keeps the connection. */
  static final int KEEP = 7207;

  static final int CHUNK = 256 * 1024;

  private static final int MOST_KEPT = 30_000;

  /** How much is sent before the next length: large, so that a length costs nothing. */
  static final int BLOCK = 8 * CHUNK;

  private BenchServer() {}

  /** Serves until it is ended; prints {@code ready} once every port is open. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    listen(SINK, BenchServer::sink);
    listen(SOURCE, BenchServer::source);
    listen(ECHO, BenchServer::echo);
    listen(HELLO, BenchServer::hello);
    listen(DEAF, BenchServer::deaf);
    Thread.ofPlatform().daemon().name("keep").start(BenchServer::keep);
    DatagramChannel udp = DatagramChannel.open();
    udp.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
    udp.bind(new InetSocketAddress(UDP_ECHO));
    Thread.ofPlatform().daemon().name("udp-echo").start(() -> udpEcho(udp));
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  private static void listen(int port, Service service) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(port), 1024);
    Thread.ofPlatform().daemon().name("accept-" + port).start(() -> accept(listener, service));
  }

  /** Without a thread for each: they are ten thousand. */
  private static void keep() {
    List<SocketChannel> kept = new ArrayList<>();
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(KEEP), 1024);
      while (true) {
        SocketChannel channel = listener.accept();
        channel.write(ByteBuffer.wrap(new byte[] {'!'}));
        kept.add(channel);
        if (kept.size() >= MOST_KEPT) {
          kept.removeFirst().close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep " + kept.size() + " connections", e);
    }
  }

  private static void accept(ServerSocket listener, Service service) {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket, service));
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot accept on " + listener, e);
    }
  }

  private static void serve(Socket socket, Service service) {
    try (socket) {
      socket.setTcpNoDelay(true);
      service.serve(socket);
    } catch (SocketException | EOFException e) {
      // The client went away in the middle, as clients of a benchmark do when their time is over.
      return;
    } catch (IOException e) {
      System.err.println("bench server: " + e);
    }
  }

  private static void sink(Socket socket) throws IOException {
    byte[] buffer = new byte[CHUNK];
    DataInputStream in = new DataInputStream(socket.getInputStream());
    long total = 0;
    for (int length = in.readInt(); length > 0; length = in.readInt()) {
      for (int left = length; left > 0; ) {
        int n = in.read(buffer, 0, Math.min(left, CHUNK));
        if (n < 0) {
          throw new EOFException("in the middle of a block");
        }
        left -= n;
      }
      total += length;
    }
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeLong(total);
    out.flush();
  }

  private static void source(Socket socket) throws IOException {
    long millis = new DataInputStream(socket.getInputStream()).readInt();
    byte[] buffer = new byte[CHUNK];
    OutputStream out = socket.getOutputStream();
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      out.write(buffer);
    }
  }

  private static void echo(Socket socket) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
    }
  }

  private static void hello(Socket socket) throws IOException {
    socket.getOutputStream().write('!');
  }

  private static void deaf(Socket socket) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void udpEcho(DatagramChannel udp) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
    try {
      while (true) {
        buffer.clear();
        var from = udp.receive(buffer);
        udp.send(buffer.flip(), from);
      }
    } catch (IOException e) {
      throw new IllegalStateException("UDP echo ended", e);
    }
  }

  private interface Service {
    void serve(Socket socket) throws IOException;
  }
}
