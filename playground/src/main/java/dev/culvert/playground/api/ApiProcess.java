package dev.culvert.playground.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.playground.machine.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server as a process of its own, from the outside: kept alive as a node's kubelet keeps a
 * static pod, started again a second after it died, with the faults that were asked for. Any
 * thread.
 */
// Scheduled work reports its own problems; nobody waits for it.
@SuppressWarnings("FutureReturnValueIgnored")
public final class ApiProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiProcess.class);
  private static final Duration UNTIL_RESTART = Duration.ofSeconds(1);

  private final ApiFolder folder;
  private final String mainClass;

  /** What is to be wrong with every connection, in the order it was said. */
  private final List<String> standing = new ArrayList<>();

  private final Faults faults = new FaultWords.Told(this::say);
  private boolean wanted;
  private @Nullable Running running;

  private record Running(Process process, BufferedReader answers, Writer lines) {}

  /**
   * @param mainClass calls {@link ServingProcess#run} with the folder that is its argument
   */
  public ApiProcess(ApiFolder folder, String mainClass) {
    this.folder = folder;
    this.mainClass = mainClass;
  }

  /** Starts it; returns when it listens. */
  public synchronized void start() {
    wanted = true;
    if (running == null) {
      running = launch();
    }
  }

  /** kill -9. It comes back by itself. */
  public void kill() {
    Running killed;
    synchronized (this) {
      killed = running;
    }
    if (killed == null) {
      throw new IllegalStateException("the API server does not run");
    }
    end(killed);
  }

  /** kill -9, and it stays away until {@link #start}. */
  public void stop() {
    Running killed;
    synchronized (this) {
      wanted = false;
      killed = running;
    }
    if (killed != null) {
      end(killed);
    }
  }

  /** Its process id. */
  public synchronized long pid() {
    if (running == null) {
      throw new IllegalStateException("the API server does not run");
    }
    return running.process().pid();
  }

  /** How its forwarded connections misbehave. */
  public Faults faults() {
    return faults;
  }

  private static void end(Running killed) {
    killed.process().destroyForcibly();
    killed.process().onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private Running launch() {
    List<String> command = new ArrayList<>(Processes.dyingWithUs());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            mainClass,
            folder.folder().toString()));
    Process process =
        Processes.start(
            command,
            Processes.plainEnvironment(),
            builder ->
                builder.redirectError(ProcessBuilder.Redirect.appendTo(folder.log().toFile())));
    Running fresh =
        new Running(
            process,
            new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)),
            process.outputWriter(UTF_8));
    try {
      for (String line : standing) {
        exchange(fresh, line);
      }
      if (!ServingProcess.READY.equals(exchange(fresh, "listen"))) {
        throw new IOException("it ended");
      }
    } catch (IOException e) {
      process.destroyForcibly();
      throw new UncheckedIOException("the API server did not start; see " + folder.log(), e);
    }
    process.onExit().thenAccept(this::ended);
    return fresh;
  }

  private synchronized void ended(Process process) {
    if (running == null || !running.process().equals(process)) {
      return;
    }
    running = null;
    if (wanted) {
      LOG.info("the API server ended with {} and is started again", process.exitValue());
      CompletableFuture.delayedExecutor(
              UNTIL_RESTART.toMillis(),
              TimeUnit.MILLISECONDS,
              task -> Thread.ofVirtual().name("api-restart").start(task))
          .execute(this::restart);
    }
  }

  private synchronized void restart() {
    if (wanted && running == null) {
      running = launch();
    }
  }

  private synchronized OptionalInt say(String line) {
    if (line.equals("heal")) {
      standing.clear();
    } else if (line.endsWith(" all")) {
      standing.add(line);
    }
    if (running == null) {
      return OptionalInt.empty();
    }
    try {
      String answer = exchange(running, line);
      return answer == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(answer));
    } catch (IOException e) {
      LOG.debug("the API server is gone and did not hear: {}", line, e);
      return OptionalInt.empty();
    }
  }

  private static @Nullable String exchange(Running with, String line) throws IOException {
    with.lines().write(line + "\n");
    with.lines().flush();
    return with.answers().readLine();
  }

  @Override
  public void close() {
    stop();
  }
}
