package dev.culvert.helper;

import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log: standard error, one line each: time, level, who, what, and the causes behind it. */
final class LogLine extends Formatter {

  /** Logs from this level on; libraries from warnings on. */
  static void install(Level level) {
    LogManager.getLogManager().reset();
    Handler handler = new ConsoleHandler();
    handler.setFormatter(new LogLine());
    handler.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    root.setLevel(Level.WARNING);
    OURS.setLevel(level);
    BOOTSTRAP.setLevel(Level.SEVERE);
  }

  /**
   * Held, because the log manager forgets loggers that nobody holds, and their levels with them.
   */
  private static final Logger OURS = Logger.getLogger("dev.culvert");

  /**
   * Warns at each local connection that a Unix socket has no TCP keep-alive, which gRPC asks for.
   */
  private static final Logger BOOTSTRAP = Logger.getLogger("io.netty.bootstrap");

  @Override
  public String format(LogRecord record) {
    String name = String.valueOf(record.getLoggerName());
    StringBuilder line = new StringBuilder(160);
    line.append(record.getInstant().truncatedTo(ChronoUnit.MILLIS))
        .append(' ')
        .append(word(record.getLevel()))
        .append(' ')
        .append(name, name.lastIndexOf('.') + 1, name.length())
        .append(": ")
        .append(oneLine(formatMessage(record)));
    for (Throwable t = record.getThrown(); t != null; t = t.getCause()) {
      line.append(" | ").append(oneLine(t.toString()));
      if (t.getStackTrace().length > 0) {
        line.append(" at ").append(t.getStackTrace()[0]);
      }
    }
    return line.append('\n').toString();
  }

  private static String word(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN";
    }
    return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ').replace('\r', ' ');
  }

  /** The levels of {@code --log-level}. */
  static Level level(String name) {
    return switch (name) {
      case "error" -> Level.SEVERE;
      case "warn" -> Level.WARNING;
      case "info" -> Level.INFO;
      case "debug" -> Level.FINE;
      case "trace" -> Level.ALL;
      default ->
          throw new IllegalArgumentException(
              "no log level \"" + name + "\"; it is error, warn, info, debug or trace");
    };
  }
}
