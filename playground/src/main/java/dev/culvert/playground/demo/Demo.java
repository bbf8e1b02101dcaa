package dev.culvert.playground.demo;

import dev.culvert.playground.Options;
import dev.culvert.playground.Playground;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./culvert demo}: the main job from end to end, in a cluster in a box, with every step
 * checked. Exit code 0 when all went as told, 1 when not; everything is cleaned up either way.
 *
 * <p>The command line is another program with a class path of its own, given in the system property
 * {@code culvert.app.classpath}.
 */
@Command(name = "demo", mixinStandardHelpOptions = true)
public final class Demo implements java.util.concurrent.Callable<Integer> {
  @Option(names = "--out", description = "Folder for the transcript's logs and pictures.")
  private Path out = Path.of("target/demo");

  @Option(
      names = "--window-command",
      description = "Runs on the laptop while connected; for the window's pictures.")
  private List<String> windowCommand = List.of();

  private Demo() {}

  /** See the type's text. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Demo()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(out);
    PrintStream printed = System.out;
    Transcript transcript =
        new Transcript(printed, onTerminal() && System.getenv("NO_COLOR") == null);
    String appClassPath =
        System.getProperty("culvert.app.classpath", System.getProperty("java.class.path"));
    long begin = System.nanoTime();
    transcript.heading("A cluster in a box");
    try (Playground playground = Playground.start(Options.defaults())) {
      transcript.say(
          "%d pods, an API server and a laptop beside them after %.1f s."
              .formatted(playground.pods().size(), seconds(begin)));
      try (Laptop laptop = new Laptop(playground, appClassPath, out.toAbsolutePath())) {
        try {
          new Story(playground, laptop, transcript, shellWords()).tell();
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
    transcript.end(Duration.ofNanos(System.nanoTime() - begin));
    return 0;
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

  private List<String> shellWords() {
    return windowCommand.isEmpty()
        ? List.of()
        : List.of("/bin/sh", "-c", String.join(" ", windowCommand));
  }

  private static double seconds(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
  }
}
