package dev.culvert.uitests.stories;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.playground.Place;
import dev.culvert.playground.Playground;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A connection of a program on the laptop that is open and waits, as a database client's does. */
final class HeldConnection implements AutoCloseable {
  private static final String PROGRAM =
      """
      import socket, sys
      s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 10)
      s.settimeout(None)
      print('open', flush=True)
      try:
          print('bytes' if s.recv(1) else 'closed', flush=True)
      except OSError as e:
          print(e.strerror, flush=True)
      """;

  private final Process process;
  private final CompletableFuture<String> end;

  private HeldConnection(Process process, CompletableFuture<String> end) {
    this.process = process;
    this.end = end;
  }

  /** Opens one to a server that does not speak first. */
  static HeldConnection to(Playground playground, String host, int port) throws IOException {
    Process process =
        playground.start(
            Place.laptop(),
            List.of("/usr/bin/python3", "-c", PROGRAM, host, Integer.toString(port)),
            Map.of(),
            builder -> builder.redirectErrorStream(true));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String first = lines.readLine();
    if (!"open".equals(first)) {
      process.destroyForcibly();
      throw new IOException("the connection to " + host + " did not open: " + first);
    }
    CompletableFuture<String> end = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("held-connection")
        .start(() -> {
          try {
            end.complete(String.valueOf(lines.readLine()));
          } catch (IOException e) {
            end.completeExceptionally(e);
          }
        });
    return new HeldConnection(process, end);
  }

  /** What the program was told, in the system's words; "silence" when it was told nothing. */
  String toldWithin(Duration patience) throws InterruptedException {
    try {
      return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return "silence";
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
