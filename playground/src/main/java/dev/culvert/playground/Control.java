package dev.culvert.playground;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.playground.api.Faults.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands to a running playground from another process: one line in, one line out, over a Unix
 * domain socket in the instance's folder.
 */
public final class Control implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Control.class);

  /** What it takes, for people. */
  public static final String USAGE =
      """
      cut                       close the tunnel's connections with a reset
      stall [all]               turn them into black holes; all: new ones too
      delay MILLISECONDS        add this to their round trip, new ones included
      throttle BYTES_PER_SECOND limit each direction, new ones included
      heal                      end all of this
      kill-manager              kill the manager's pod; another takes its place
      kill-api                  kill the API server; it comes back by itself
      stop-api | start-api      kill the API server, start it again
      take-down NAMESPACE/POD   kill a pod; nothing takes its place
      bring-back NAMESPACE/POD  start it again
      pods                      list the running pods
      """;

  private final Playground playground;
  private final ServerSocketChannel server;
  private final CountDownLatch down = new CountDownLatch(1);

  /** Listens. */
  public Control(Playground playground) throws IOException {
    this.playground = playground;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket(playground.folder())));
    Thread.ofVirtual().name("control").start(this::serve);
  }

  private static Path socket(Path folder) {
    return folder.resolve("control.sock");
  }

  /** Waits until somebody says "down". */
  public void awaitDown() throws InterruptedException {
    down.await();
  }

  /** Says one line to the playground in this folder; returns its answer. */
  public static String say(Path folder, String line) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket(folder)))) {
      var out = Channels.newOutputStream(channel);
      out.write((line + "\n").getBytes(UTF_8));
      channel.shutdownOutput();
      return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8).strip();
    }
  }

  private void serve() {
    while (true) {
      try (SocketChannel channel = server.accept()) {
        String line = new BufferedReader(Channels.newReader(channel, UTF_8)).readLine();
        String answer;
        try {
          answer = run(line == null ? "" : line);
        } catch (RuntimeException e) {
          answer = "error: " + e.getMessage();
        }
        Channels.newOutputStream(channel).write((answer + "\n").getBytes(UTF_8));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("a command was not answered", e);
      }
    }
  }

  /** Does one line; returns what to say. */
  String run(String line) {
    List<String> words = List.of(line.strip().split(" +", -1));
    String argument = words.size() > 1 ? words.get(1) : "";
    switch (words.getFirst()) {
      case "cut" -> {
        return playground.faults().cut() + " connections cut";
      }
      case "stall" -> playground.faults().stall(argument.equals("all") ? Scope.ALL : Scope.PRESENT);
      case "delay" -> playground.faults().delay(Duration.ofMillis(number(argument)), Scope.ALL);
      case "throttle" -> playground.faults().throttle(number(argument), Scope.ALL);
      case "heal" -> playground.faults().heal();
      case "kill-manager" -> {
        return playground.killManager() + " takes its place";
      }
      case "kill-api" -> playground.killApi();
      case "stop-api" -> playground.stopApi();
      case "start-api" -> playground.startApi();
      case "take-down" -> {
        Place.Pod pod = pod(argument);
        playground.takeDownPod(pod.namespace(), pod.name());
      }
      case "bring-back" -> {
        Place.Pod pod = pod(argument);
        return playground.bringBackPod(pod.namespace(), pod.name()) + " is back";
      }
      case "pods" -> {
        return String.join("\n", playground.pods());
      }
      case "down" -> down.countDown();
      default -> throw new IllegalArgumentException("\"" + line + "\" is none of\n" + USAGE);
    }
    return "done, " + playground.faults().connections() + " forwarded connections are open";
  }

  private static Place.Pod pod(String text) {
    return Place.parse(text) instanceof Place.Pod pod
        ? pod
        : fail("a pod is namespace/name, as shop/redis-0, not \"" + text + "\"");
  }

  private static Place.Pod fail(String message) {
    throw new IllegalArgumentException(message);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a whole number is needed, not \"" + text + "\"", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
