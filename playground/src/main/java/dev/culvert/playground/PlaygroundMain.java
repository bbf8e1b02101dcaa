package dev.culvert.playground;

import dev.culvert.playground.machine.Instance;
import dev.culvert.playground.machine.Leftovers;
import dev.culvert.playground.machine.Sandbox;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./culvert playground}: the cluster in a box from the command line. */
@Command(
    name = "playground",
    description = "A cluster in a box with a laptop beside it, in network namespaces.",
    mixinStandardHelpOptions = true,
    subcommands = {CommandLine.HelpCommand.class})
public final class PlaygroundMain {
  private final PrintStream out;

  private PlaygroundMain(PrintStream out) {
    this.out = out;
  }

  /** Runs one command; exit codes as picocli's: 0 done, 1 failed, 2 wrong use. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new PlaygroundMain(System.out))
            .setStopAtPositional(true)
            .setExecutionExceptionHandler((problem, line, parsed) -> {
              line.getErr().println("playground: " + problem.getMessage());
              return 1;
            })
            .execute(arguments));
  }

  @Command(description = "Start one, in the foreground; Ctrl-C ends it and cleans up.")
  int up(
      @Option(names = "--scale", description = "This many workloads more, as objects only.")
          int scale,
      @Option(names = "--dir", description = "Base folder, by default /run/culvert-playground.")
          @Nullable Path dir,
      @Option(names = "--no-manager", description = "Without the manager.") boolean noManager)
      throws IOException, InterruptedException {
    Options options =
        new Options(
            dir == null ? Instance.DEFAULT_BASE : dir.toAbsolutePath(),
            scale,
            !noManager,
            Duration.ofSeconds(60));
    long begin = System.nanoTime();
    try (Playground playground = Playground.start(options);
        Control control = new Control(playground)) {
      out.printf(
          """
          Playground %1$s is up after %2$.1f s with %3$d pods. Next:

            ./culvert playground exec laptop -- bash          a shell on the laptop
            ./culvert playground exec shop/redis-0 -- bash    a shell in a pod
            ./culvert playground misbehave                    what can go wrong on request
            ./culvert playground down                         the end (or Ctrl-C here)

          On the laptop:  KUBECONFIG=%4$s  (contexts dev-eu, staging-eu, prod-eu, kind-local)
                          KUBECONFIG=%5$s  (context team-data)
          """,
          playground.id(),
          Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0,
          playground.pods().size(),
          playground.inLaptop(playground.kubeconfig()),
          playground.inLaptop(playground.secondKubeconfig()));
      out.flush();
      control.awaitDown();
    }
    return 0;
  }

  @Command(description = "Run a command on the laptop or in a pod: exec shop/redis-0 -- redis-cli")
  int exec(
      @Option(names = "--id", description = "Which playground, when several run.")
          @Nullable String id,
      @Option(names = "--dir") @Nullable Path dir,
      @Parameters(index = "0", paramLabel = "PLACE", description = "laptop or NAMESPACE/POD")
          String place,
      @Parameters(index = "1..*", paramLabel = "COMMAND", arity = "1..*") List<String> command)
      throws IOException, InterruptedException {
    Path folder = folder(dir, id);
    Place.parse(place);
    for (String line : Files.readAllLines(folder.resolve("places"))) {
      String[] parts = line.split(" ", -1);
      if (parts[0].equals(place) || parts[0].startsWith(place + "-")) {
        List<String> words = new ArrayList<>(command);
        if (words.getFirst().equals("--")) {
          words.removeFirst();
        }
        return new ProcessBuilder(
                Sandbox.command(parts[1], Long.parseLong(parts[2]), Optional.empty(), words))
            .inheritIO()
            .start()
            .waitFor();
      }
    }
    throw new IllegalArgumentException("there is no " + place + " in " + folder);
  }

  @Command(description = "Let something go wrong; without words: what there is.")
  int misbehave(
      @Option(names = "--id") @Nullable String id,
      @Option(names = "--dir") @Nullable Path dir,
      @Parameters(arity = "0..*", paramLabel = "WHAT") @Nullable List<String> what)
      throws IOException {
    if (what == null || what.isEmpty()) {
      out.print(Control.USAGE);
      return 0;
    }
    String answer = Control.say(folder(dir, id), String.join(" ", what));
    out.println(answer);
    return answer.startsWith("error") ? 1 : 0;
  }

  @Command(description = "End a running playground.")
  int down(@Option(names = "--id") @Nullable String id, @Option(names = "--dir") @Nullable Path dir)
      throws IOException, InterruptedException {
    Path folder = folder(dir, id);
    Control.say(folder, "down");
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (Files.exists(folder) && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    if (Files.exists(folder)) {
      throw new IllegalStateException(
          folder + " is still there; ./culvert playground cleanup removes it");
    }
    return 0;
  }

  @Command(description = "Remove what dead playgrounds have left behind.")
  int cleanup(@Option(names = "--dir") @Nullable Path dir) {
    List<String> removed = Leftovers.removeDead(dir == null ? Instance.DEFAULT_BASE : dir);
    out.println(removed.isEmpty() ? "nothing was left behind" : String.join("\n", removed));
    return 0;
  }

  private static Path folder(@Nullable Path dir, @Nullable String id) {
    Path base = dir == null ? Instance.DEFAULT_BASE : dir.toAbsolutePath();
    List<String> living = Leftovers.living(base);
    if (id != null) {
      if (!living.contains(id)) {
        throw new IllegalArgumentException("no playground " + id + "; running are " + living);
      }
      return base.resolve(id);
    }
    if (living.size() != 1) {
      throw new IllegalArgumentException(
          living.isEmpty()
              ? "no playground is running; start one with ./culvert playground up"
              : "several are running: name one with --id: " + living);
    }
    return base.resolve(living.getFirst());
  }
}
