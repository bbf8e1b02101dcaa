package dev.culvert.playground.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.playground.Place;
import dev.culvert.playground.Playground;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The window on the laptop and somebody in front of it: a process of its own, which does one thing
 * a line and answers.
 */
final class Window implements AutoCloseable {
  private static final String MAIN = "dev.culvert.uitests.DemoWindow";

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter orders;
  private final Path log;

  private Window(Process process, Path log) {
    this.process = process;
    this.log = log;
    answers = process.inputReader(UTF_8);
    orders = process.outputWriter(UTF_8);
  }

  /**
   * Opens it, without waiting.
   *
   * @param classPath of the window and its person
   * @param out for pictures and its log
   * @param onDisplay whether on the display that the environment names, or on none
   */
  static Window open(Playground playground, String classPath, Path out, boolean onDisplay) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m"));
    Map<String, String> environment = new HashMap<>(Map.of("HOME", "/tmp"));
    if (onDisplay) {
      command.add("-Dglass.platform=gtk");
      for (String name : List.of("DISPLAY", "XAUTHORITY")) {
        Optional.ofNullable(System.getenv(name)).ifPresent(value -> environment.put(name, value));
      }
    }
    command.addAll(List.of("-cp", classPath, MAIN, "--context", "dev-eu"));
    command.addAll(List.of("--socket", "/run/culvert/helper.sock", "--out", out.toString()));
    command.add("--kubeconfig");
    command.add(
        playground.inLaptop(playground.kubeconfig())
            + ":"
            + playground.inLaptop(playground.secondKubeconfig()));
    Path log = out.resolve("window.log");
    return new Window(
        playground.start(
            Place.laptop(),
            command,
            environment,
            builder -> builder.redirectError(ProcessBuilder.Redirect.to(log.toFile()))),
        log);
  }

  /** Has something done; returns what was said of it. */
  List<String> ask(String order) {
    try {
      orders.write(order);
      orders.newLine();
      orders.flush();
      List<String> said = new ArrayList<>();
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.equals("done")) {
          return said;
        }
        if (line.startsWith("failed ")) {
          throw new WrongTurn("the window, asked to " + order + ": " + line.substring(7));
        }
        if (line.startsWith("say ")) {
          said.add(line.substring(4));
        }
      }
      throw new WrongTurn("the window ended, asked to " + order + "; its log is " + log);
    } catch (IOException e) {
      throw new WrongTurn(
          "the window does not listen, asked to " + order + ": " + e.getMessage() + "; see " + log);
    }
  }

  /** Closes the window and waits until its process has ended. */
  @Override
  public void close() {
    try {
      orders.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
      throw new UncheckedIOException("the window was gone before its end; see " + log, e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
