package dev.culvert.playground.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.culvert.playground.machine.Namespace;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** Readiness probes as a kubelet makes them: from the node to the pod's address. */
final class Probe {
  private static final int PATIENCE_MILLIS = 1000;

  private Probe() {}

  /** Whether all containers' readiness probes succeed; a container without one is ready. */
  static boolean succeeds(Pod pod, String address, Namespace node) {
    for (Container container : pod.getSpec().getContainers()) {
      var probe = container.getReadinessProbe();
      if (probe == null) {
        continue;
      }
      boolean ok =
          probe.getHttpGet() != null
              ? http(
                  address, port(probe.getHttpGet().getPort()), probe.getHttpGet().getPath(), node)
              : probe.getTcpSocket() == null
                  || tcp(address, port(probe.getTcpSocket().getPort()), node);
      if (!ok) {
        return false;
      }
    }
    return true;
  }

  private static int port(IntOrString port) {
    return port.getIntVal() == null ? 0 : port.getIntVal();
  }

  private static boolean tcp(String address, int port, Namespace node) {
    try (SocketChannel channel = connect(address, port, node)) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean http(String address, int port, String path, Namespace node) {
    try (SocketChannel channel = connect(address, port, node)) {
      channel.socket().setSoTimeout(PATIENCE_MILLIS);
      channel
          .socket()
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n")
                  .getBytes(US_ASCII));
      String head = new String(channel.socket().getInputStream().readNBytes(12), US_ASCII);
      return head.matches("HTTP/1\\.[01] [23]\\d\\d");
    } catch (IOException e) {
      return false;
    }
  }

  private static SocketChannel connect(String address, int port, Namespace node)
      throws IOException {
    // Made in the node's namespace, connected outside of its one thread.
    SocketChannel channel = node.call(SocketChannel::open);
    try {
      channel
          .socket()
          .connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), PATIENCE_MILLIS);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
