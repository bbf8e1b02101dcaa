package dev.culvert.playground.load;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The far end of the stories' transfers, run inside a pod. */
public final class LoadServer {

  /** Reads to the client's FIN, then says how much came and its SHA-256: the client ends first. */
  static final int DIGEST = 7101;

  /**
   * Is told a seed and a length, sends that stream and its FIN, and goes on reading to the client's
   * FIN: the server ends first. What it read is told on {@link #TELL}.
   */
  static final int STREAM = 7102;

  /**
   * Is told a seed, says what {@link #STREAM} read after its own FIN on the stream of that seed.
   */
  static final int TELL = 7103;

  /** Sends without end. */
  static final int FLOOD = 7104;

  /** Sends back one byte and closes. */
  static final int SHORT = 7105;

  private final Map<Long, CompletableFuture<Bytes.Received>> heard = new ConcurrentHashMap<>();

  private LoadServer() {}

  /** Serves until it is ended; prints {@code ready} once every port is open. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    LoadServer server = new LoadServer();
    listen(DIGEST, LoadServer::digest);
    listen(STREAM, server::stream);
    listen(TELL, server::tell);
    listen(FLOOD, LoadServer::flood);
    listen(SHORT, socket -> socket.getOutputStream().write(socket.getInputStream().read()));
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  private static void listen(int port, Service service) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(port), 1024);
    Thread.ofPlatform()
        .daemon()
        .name("accept-" + port)
        .start(() -> {
          try {
            while (true) {
              Socket socket = listener.accept();
              Thread.ofVirtual().start(() -> serve(socket, service));
            }
          } catch (IOException e) {
            throw new IllegalStateException("cannot accept on port " + port, e);
          }
        });
  }

  private static void serve(Socket socket, Service service) {
    try (socket) {
      service.serve(socket);
    } catch (IOException e) {
      System.out.println(
          "port " + socket.getLocalPort() + ": " + socket.getRemoteSocketAddress() + ": " + e);
    }
  }

  private static void digest(Socket socket) throws IOException {
    Bytes.Received received = Bytes.receive(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeLong(received.length());
    out.writeUTF(received.sha256());
  }

  private void stream(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    long seed = in.readLong();
    Bytes.send(socket.getOutputStream(), seed, in.readLong());
    socket.shutdownOutput();
    heardOf(seed).complete(Bytes.receive(in));
  }

  private void tell(Socket socket) throws IOException {
    long seed = new DataInputStream(socket.getInputStream()).readLong();
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    try {
      Bytes.Received received = heardOf(seed).get(10, TimeUnit.SECONDS);
      out.writeLong(received.length());
      out.writeUTF(received.sha256());
    } catch (TimeoutException | ExecutionException | InterruptedException e) {
      out.writeLong(-1);
      out.writeUTF("nothing heard within 10 s");
    } finally {
      heard.remove(seed);
    }
  }

  private CompletableFuture<Bytes.Received> heardOf(long seed) {
    return heard.computeIfAbsent(seed, ignored -> new CompletableFuture<>());
  }

  private static void flood(Socket socket) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    while (true) {
      socket.getOutputStream().write(buffer);
    }
  }

  private interface Service {
    void serve(Socket socket) throws IOException;
  }
}
