package dev.culvert.manager.agent.path;

import dev.culvert.manager.agent.rules.PortRules;
import dev.culvert.manager.agent.rules.RequestFilter;
import dev.culvert.proto.attach.v1.Filter;
import dev.culvert.proto.attach.v1.HeaderMatch;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests through an agent's own listener before it gets anybody's. The first one loads the
 * classes, and until code is compiled a request takes some four milliseconds of the event loop:
 * with two hundred a second it would do nothing else, and a probe of the kubelet would wait longer
 * than it does. Every second request is for a laptop of an attachment that there is not, so that it
 * goes to the manager, if there is one already, and then to the application.
 */
public final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int PATIENCE_MILLIS = 5000;

  /** No attachment is called so: theirs are a letter and a number. */
  static final String NOBODY = "warm-up";

  /** These are made however long they take: the slower they are, the more they are needed. */
  private static final int LEAST = 10;

  private static final String HEADER = "X-Culvert-Warm-Up";

  private WarmUp() {}

  /**
   * Blocks until it is done; harmless when it fails.
   *
   * @param requests at most
   * @param budget when it is spent, what is warm is warm
   */
  public static void run(EventLoop loop, Laptops laptops, int requests, Duration budget) {
    long began = System.nanoTime();
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket application = new ServerSocket(0, 1, here);
        PortListener listener =
            PortListener.open(
                loop,
                laptops,
                here,
                application.getLocalPort(),
                new InetSocketAddress(here, 0),
                taken -> {})) {
      listener.rules(
          new PortRules(
              List.of(new PortRules.Entry(NOBODY, Optional.of(RequestFilter.of(nobodys())))),
              List.of()));
      Thread.ofVirtual().name("culvert-warm-up").start(() -> answer(application));
      int done = 0;
      while (done < requests && (done < LEAST || System.nanoTime() - began < budget.toNanos())) {
        ask(here, listener.port(), done % 2 == 0 ? "application" : "laptop");
        done++;
      }
      LOG.info(
          "warm after {} ms and {} requests",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
          done);
    } catch (IOException e) {
      LOG.info("the agent could not be warmed up: {}", e.getMessage());
    }
  }

  private static Filter nobodys() {
    return Filter.newBuilder()
        .addHeaders(HeaderMatch.newBuilder().setName(HEADER).setExact("laptop"))
        .build();
  }

  private static void ask(InetAddress here, int port, String whose) throws IOException {
    try (Socket client = new Socket(here, port)) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client
          .getOutputStream()
          .write(
              text(
                  "GET / HTTP/1.1\r\nHost: warm\r\n%s: %s\r\nConnection: close\r\n\r\n"
                      .formatted(HEADER, whose)));
      byte[] answer = client.getInputStream().readAllBytes();
      if (answer.length == 0) {
        throw new IOException("no answer");
      }
    }
  }

  private static void answer(ServerSocket application) {
    byte[] request = new byte[1024];
    while (!application.isClosed()) {
      try (Socket socket = application.accept()) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        int read = socket.getInputStream().read(request);
        OutputStream out = socket.getOutputStream();
        out.write(text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        LOG.trace("{} bytes were asked", read);
      } catch (IOException e) {
        LOG.trace("nobody asks any longer", e);
      }
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
