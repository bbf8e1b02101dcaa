package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.manager.agent.redirect.Redirect;
import dev.culvert.manager.agent.rules.PortRules;
import dev.culvert.manager.agent.rules.RequestFilter;
import dev.culvert.proto.attach.v1.Filter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request through an agent's own listener, before it gets anybody's: the first one loads the
 * classes, and on a busy node that takes longer than a probe of the kubelet waits.
 */
public final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int PATIENCE_MILLIS = 5000;

  private WarmUp() {}

  /** Blocks until it is done; harmless when it fails. */
  public static void run(EventLoop loop) {
    long began = System.nanoTime();
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket application = new ServerSocket(0, 1, here);
        PortListener listener =
            PortListener.open(
                loop,
                WarmUp::nobody,
                here,
                application.getLocalPort(),
                new InetSocketAddress(here, 0),
                taken -> {})) {
      listener.rules(
          new PortRules(
              List.of(
                  new PortRules.Entry(
                      "warm-up",
                      Optional.of(
                          RequestFilter.of(Filter.newBuilder().setPathExact("/nobody").build())))),
              List.of()));
      Thread.ofVirtual().name("culvert-warm-up").start(() -> answer(application));
      try (Socket client = new Socket(here, listener.port())) {
        client.setSoTimeout(PATIENCE_MILLIS);
        client.getOutputStream().write(text("GET / HTTP/1.1\r\nHost: warm\r\n\r\n"));
        int first = client.getInputStream().read();
        LOG.debug(
            "warm after {} ms: {}",
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
            first);
      }
    } catch (IOException e) {
      LOG.info("the agent could not be warmed up: {}", e.getMessage());
    }
  }

  private static void answer(ServerSocket application) {
    try (Socket socket = application.accept()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      int read = socket.getInputStream().read(new byte[1024]);
      OutputStream out = socket.getOutputStream();
      out.write(text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
      LOG.debug("{} bytes were asked", read);
    } catch (IOException e) {
      LOG.debug("nobody asked", e);
    }
  }

  private static ByteStream nobody(
      String attachment, Endpoint source, Redirect.Port port, ByteStream.Listener listener) {
    throw new IllegalStateException("no filter takes this request");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
