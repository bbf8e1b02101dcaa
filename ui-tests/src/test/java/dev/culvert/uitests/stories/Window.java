package dev.culvert.uitests.stories;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.playground.laptop.Computer;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The window on the laptop, as a story uses it: what a hand can do and an eye can see, nothing of
 * its models. A process of its own, driven line by line; see {@link Hand}.
 */
public final class Window implements AutoCloseable {
  /** How long a story waits for what a person would wait for. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter orders;
  private final Path folder;

  private Window(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    answers = process.inputReader(UTF_8);
    orders = process.outputWriter(UTF_8);
  }

  /**
   * Opens it.
   *
   * @param computer where, with the kubeconfig of the person before it
   * @param folder for its log and its pictures
   * @param settings what is in the person's settings file
   */
  public static Window open(Computer computer, Path folder, List<String> settings)
      throws IOException {
    Path home = Files.createTempDirectory(computer.file("/run"), "home");
    Path file = home.resolve(".config/culvert/window.properties");
    Files.createDirectories(file.getParent());
    Files.write(file, settings);
    Files.createDirectories(folder);
    String inside = "/run/" + home.getFileName();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-Duser.language=en",
            "-Duser.timezone=UTC",
            "-Duser.home=" + inside));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hand.class.getName()));
    command.addAll(List.of("--socket", "/run/culvert/helper.sock", "--kubeconfig"));
    command.add(computer.kubeconfig().toString());
    return new Window(
        computer.start(
            Optional.empty(),
            command,
            Map.of("HOME", inside, "XDG_CONFIG_HOME", inside + "/.config"),
            builder ->
                builder.redirectError(
                    ProcessBuilder.Redirect.appendTo(folder.resolve("window.log").toFile()))),
        folder);
  }

  /** Presses what the selector finds; one that begins with {@code "} is the text itself. */
  public void click(String selector) {
    ask("click", selector);
  }

  /** Presses the row of a table in which this text stands. */
  public void clickRow(String table, String text) {
    ask("row", table, text);
  }

  /** Types into a field, in place of what is in it. */
  public void type(String selector, String text) {
    ask("type", selector, text);
  }

  /** Presses keys together: {@code CONTROL+DIGIT2}. */
  public void press(String keys) {
    ask("press", keys);
  }

  /** Waits until this text is seen there. */
  public void sees(String selector, String text) {
    sees(selector, text, PATIENCE);
  }

  /** As {@link #sees(String, String)}, for longer or shorter. */
  public void sees(String selector, String text, Duration patience) {
    ask("sees", selector, text, Long.toString(patience.toSeconds()));
  }

  /** Waits until nothing of the kind is seen. */
  public void misses(String selector) {
    ask("misses", selector, Long.toString(PATIENCE.toSeconds()));
  }

  /** Every text that is seen there. */
  public String reads(String selector) {
    return String.join("\n", ask("reads", selector));
  }

  /** Takes a picture of the window. */
  public Path picture(String name) {
    Path file = folder.resolve(name + ".png");
    ask("picture", file.toString());
    return file;
  }

  /** Where the person will want what is saved next. */
  public void savesTo(Path insideTheLaptop) {
    ask("file", insideTheLaptop.toString());
  }

  private List<String> ask(String... words) {
    String order = String.join("\t", words);
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
          throw new AssertionError("The window, asked to " + order + ": " + line.substring(7));
        }
        said.add(line.substring("say ".length()));
      }
      throw new AssertionError("The window ended, asked to " + order + "; see " + folder);
    } catch (IOException e) {
      throw new AssertionError("The window does not listen, asked to " + order, e);
    }
  }

  /** Closes the window and waits until its process has ended; the connection stays. */
  @Override
  public void close() {
    try {
      orders.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
      throw new UncheckedIOException("The window was gone before its end; see " + folder, e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
