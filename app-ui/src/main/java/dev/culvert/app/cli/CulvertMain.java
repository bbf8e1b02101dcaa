package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The program {@code culvert}. */
public final class CulvertMain {
  /** Kept here: the logging system itself holds loggers weakly. */
  private static final Logger ROOT = Logger.getLogger("");

  private CulvertMain() {}

  /** Runs one command and exits with its code; see docs/cli.md. */
  public static void main(String[] arguments) {
    ProcessSurroundings surroundings = new ProcessSurroundings(System.getenv());
    quietLogs();
    System.exit(run(surroundings, arguments));
  }

  /** One command as {@link #main} runs it, without the exit; for the making of the package. */
  public static int train(String... arguments) {
    return run(new ProcessSurroundings(System.getenv()), arguments);
  }

  /** Everything but the exit. */
  static int run(Surroundings surroundings, String... arguments) {
    return run(surroundings, null, null, arguments);
  }

  static int run(
      Surroundings surroundings,
      @Nullable PrintWriter helpOut,
      @Nullable PrintWriter helpErr,
      String... arguments) {
    CulvertCommand root = new CulvertCommand(surroundings);
    CommandLine line = new CommandLine(root);
    if (helpOut != null) {
      line.setOut(helpOut);
      line.setErr(Objects.requireNonNull(helpErr));
    }
    boolean colours = surroundings.output().colours();
    line.setColorScheme(Help.defaultColorScheme(colours ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (exception, _, _) -> Failures.report(exception, root.json(), surroundings.output()));
    line.setParameterExceptionHandler((exception, _) -> {
      CommandLine where = exception.getCommandLine();
      Output output = surroundings.output();
      output.error(output.tone(Tone.BAD, "culvert: " + exception.getMessage()));
      output.error("Try: %s --help".formatted(where.getCommandSpec().qualifiedName()));
      return ExitCodes.USAGE;
    });
    return line.execute(arguments);
  }

  /**
   * Libraries' warnings are not for the person at the terminal; with CULVERT_DEBUG set they all
   * show on standard error.
   */
  private static void quietLogs() {
    LogManager.getLogManager().reset();
    ConsoleHandler handler = new ConsoleHandler();
    boolean debug = System.getenv("CULVERT_DEBUG") != null;
    Level level = debug ? Level.FINE : Level.OFF;
    handler.setLevel(level);
    ROOT.setLevel(level);
    ROOT.addHandler(handler);
  }
}
