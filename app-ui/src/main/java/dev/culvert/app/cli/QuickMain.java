package dev.culvert.app.cli;

/**
 * The program for {@code culvert status} and {@code culvert version} as they are installed: with
 * three jars and an archive of classes of its own, because every jar and every archived class costs
 * the start a little. What {@link QuickCommand} leaves to the whole command line, it leaves to the
 * script that started it.
 */
public final class QuickMain {
  /** Tells the script to start the whole command line; no exit code of that. */
  private static final int NOT_FOR_THIS = 100;

  private QuickMain() {}

  /** Runs one command. */
  public static void main(String[] arguments) {
    int code = run(arguments);
    // Nothing is open, and an exit in order would first start a logging system to tell of it.
    Runtime.getRuntime().halt(code);
  }

  /** Everything but the exit; also for the making of the archive. */
  public static int run(String... arguments) {
    ProcessSurroundings surroundings = new ProcessSurroundings(System.getenv());
    return QuickCommand.run(surroundings, arguments).orElse(NOT_FOR_THIS);
  }
}
