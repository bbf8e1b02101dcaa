package dev.culvert.playground.demo;

import dev.culvert.playground.Options;
import dev.culvert.playground.Playground;
import dev.culvert.playground.laptop.Laptop;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./culvert demo}: the main job from end to end, in a cluster in a box, with every step
 * checked. Exit code 0 when all went as told, 1 when not; everything is cleaned up either way.
 *
 * <p>The command line and the window are other programs with class paths of their own, given in the
 * system properties {@code culvert.app.classpath} and {@code culvert.uitests.classpath}.
 */
@Command(name = "demo", mixinStandardHelpOptions = true)
public final class Demo implements java.util.concurrent.Callable<Integer> {
  @Option(names = "--out", description = "Folder for the transcript's logs and pictures.")
  private Path out = Path.of("target/demo");

  @Option(
      names = "--headless",
      description = "Keeps the window off the display, where there is one.")
  private boolean headless;

  private Demo() {}

  /** See the type's text. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Demo()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    clear();
    PrintStream printed = System.out;
    Transcript transcript =
        new Transcript(printed, onTerminal() && System.getenv("NO_COLOR") == null);
    Path folder = out.toAbsolutePath();
    String ours = System.getProperty("java.class.path");
    String app = System.getProperty("culvert.app.classpath", ours);
    String person = System.getProperty("culvert.uitests.classpath", ours);
    long begin = System.nanoTime();
    transcript.heading("A cluster in a box");
    // It warns of a machine without a network card of its own, which is of no concern here.
    Logger netty = Logger.getLogger("io.netty.util.internal.MacAddressUtil");
    netty.setLevel(Level.SEVERE);
    try (Playground playground = Playground.start(Options.defaults())) {
      transcript.holds(
          "%d pods are ready, with an API server, and a laptop beside them"
              .formatted(playground.pods().size()));
      try (Laptop laptop = new Laptop(playground, app, folder)) {
        laptop.startHelper();
        transcript.holds("the privileged helper takes calls on the laptop");
        try (Window window = Window.open(playground, person, folder, display())) {
          new Story(playground, laptop, transcript, window).tell();
        } catch (WrongTurn e) {
          transcript.failed(String.valueOf(e.getMessage()));
          transcript.say("The helper printed last:");
          transcript.output(laptop.helperPrinted());
          keepLogs(playground);
          return 1;
        }
      }
    } catch (RuntimeException e) {
      transcript.failed(String.valueOf(e.getMessage()));
      return 1;
    }
    transcript.end(Duration.ofNanos(System.nanoTime() - begin), pictures());
    return 0;
  }

  /** Makes the folder, without what an earlier demo wrote there. */
  private void clear() throws IOException {
    Files.createDirectories(out);
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(png|log)")).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Whether there is a display to show the window on. */
  private boolean display() {
    String name = System.getenv("DISPLAY");
    return !headless && name != null && !name.isEmpty();
  }

  private String pictures() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      long count = files.filter(file -> file.toString().endsWith(".png")).count();
      return count + " pictures of the window are in " + out;
    }
  }

  private void keepLogs(Playground playground) {
    Path pods = playground.folder().resolve("pods");
    try (var files = Files.list(pods)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        Files.copy(
            log, out.resolve(log.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      System.err.println("the pods' logs were not kept: " + e.getMessage());
    }
  }

  // It is null without a terminal, in the JDK 25 that this was run with.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    return System.console() != null;
  }
}
