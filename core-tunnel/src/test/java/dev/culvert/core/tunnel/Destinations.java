package dev.culvert.core.tunnel;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Services on loopback to dial: plain blocking sockets, nothing of Netty's. */
public final class Destinations implements AutoCloseable {
  private final List<AutoCloseable> open = new ArrayList<>();

  /** What a service does with a connection. */
  public interface Service {
    void serve(Socket socket) throws Exception;
  }

  /** A service of the test's own. */
  public synchronized Endpoint tcp(Service service) throws IOException {
    ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    open.add(server);
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              keep(socket);
              Thread.ofVirtual().start(() -> serve(service, socket));
            } catch (IOException e) {
              return;
            }
          }
        });
    return endpoint(server.getLocalPort());
  }

  private synchronized void keep(AutoCloseable resource) {
    open.add(resource);
  }

  private static void serve(Service service, Socket socket) {
    try {
      service.serve(socket);
    } catch (Exception e) {
      // The test looks at the other end.
      return;
    }
  }

  /** Sends back what it gets, and its FIN after ours. */
  public Endpoint echo() throws IOException {
    return tcp(socket -> {
      try (socket) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      }
    });
  }

  /** Accepts, and resets at the first byte. */
  public Endpoint resetter() throws IOException {
    return tcp(socket -> {
      int first = socket.getInputStream().read();
      if (first >= 0) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    });
  }

  /** Accepts and never reads. */
  public Endpoint neverReads() throws IOException {
    return tcp(socket -> {});
  }

  /** Sends without end. */
  public Endpoint source() throws IOException {
    return tcp(socket -> {
      try (socket;
          OutputStream out = socket.getOutputStream()) {
        byte[] block = new byte[64 << 10];
        while (!socket.isClosed()) {
          out.write(block);
        }
      }
    });
  }

  /** Sends so much, then its FIN, and takes whatever comes. */
  public Endpoint ending(int length) throws IOException {
    return tcp(socket -> {
      try (socket) {
        socket.getOutputStream().write(new byte[length]);
        socket.shutdownOutput();
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    });
  }

  /** Takes everything and tells how much it was. */
  public Endpoint sink() throws IOException {
    return tcp(socket -> {
      try (socket;
          InputStream in = socket.getInputStream()) {
        byte[] block = new byte[256 << 10];
        long total = 0;
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
          total += count;
        }
        socket
            .getOutputStream()
            .write((total + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      }
    });
  }

  /** Nobody listens there. */
  public Endpoint nobody() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return endpoint(server.getLocalPort());
    }
  }

  /** Sends back each datagram. */
  public synchronized Endpoint udpEcho() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    open.add(socket);
    Thread.ofVirtual()
        .start(() -> {
          byte[] buffer = new byte[65_535];
          while (!socket.isClosed()) {
            try {
              DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
              socket.receive(packet);
              socket.send(packet);
            } catch (IOException e) {
              if (socket.isClosed()) {
                return;
              }
            }
          }
        });
    return endpoint(socket.getLocalPort());
  }

  private static Endpoint endpoint(int port) {
    return new Endpoint(IpAddress.parse("127.0.0.1"), port);
  }

  @Override
  public synchronized void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }
}
