package dev.culvert.helper.upstream;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A real DNS server on a loopback address, that answers as it is told. */
final class LoopbackResolver implements AutoCloseable {
  final List<byte[]> udpQueries = new CopyOnWriteArrayList<>();
  final List<Integer> udpSourcePorts = new CopyOnWriteArrayList<>();
  final List<byte[]> tcpQueries = new CopyOnWriteArrayList<>();

  private final DatagramSocket udp;
  private final ServerSocket tcp;

  /** Null: silence. */
  volatile @Nullable UnaryOperator<byte[]> udpAnswer;

  volatile @Nullable UnaryOperator<byte[]> tcpAnswer;

  LoopbackResolver(String address) throws IOException {
    InetAddress local = InetAddress.ofLiteral(address);
    tcp = new ServerSocket(0, 10, local);
    udp = new DatagramSocket(new InetSocketAddress(local, tcp.getLocalPort()));
    Thread.ofVirtual().start(this::serveUdp);
    Thread.ofVirtual().start(this::serveTcp);
  }

  Endpoint endpoint() {
    return new Endpoint(IpAddress.of(udp.getLocalAddress()), udp.getLocalPort());
  }

  private void serveUdp() {
    byte[] buffer = new byte[65_536];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] query = Arrays.copyOf(buffer, packet.getLength());
        udpQueries.add(query);
        udpSourcePorts.add(packet.getPort());
        UnaryOperator<byte[]> how = udpAnswer;
        if (how != null) {
          byte[] answer = how.apply(query);
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      if (!udp.isClosed()) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket socket = tcp.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] query = in.readNBytes(in.readUnsignedShort());
        tcpQueries.add(query);
        UnaryOperator<byte[]> how = tcpAnswer;
        if (how != null) {
          byte[] answer = how.apply(query);
          DataOutputStream out = new DataOutputStream(socket.getOutputStream());
          out.writeShort(answer.length);
          out.write(answer);
          out.flush();
        }
      } catch (IOException e) {
        if (!tcp.isClosed()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
