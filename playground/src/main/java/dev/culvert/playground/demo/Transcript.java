package dev.culvert.playground.demo;

import java.io.PrintStream;
import java.time.Duration;

/** Prints the story: headings, commands with what they printed, and what was checked. */
final class Transcript {
  private static final int WIDTH = 120;
  private static final int LINES = 16;

  private final PrintStream out;
  private final boolean colours;
  private final long begin = System.nanoTime();
  private long mark = begin;
  private int checks;

  Transcript(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** The next chapter. */
  void heading(String text) {
    out.printf("%n%s  %s%n", styled("1;36", "== " + text), styled("2", since(begin)));
    out.flush();
    mark = System.nanoTime();
  }

  /** A sentence. */
  void say(String text) {
    out.printf("   %s%n", text);
    out.flush();
  }

  /** What a window says: sentences, wrapped. */
  void said(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split(" ", -1)) {
      if (line.length() + word.length() > WIDTH) {
        out.printf("   %s%n", line.toString().strip());
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    out.printf("   %s%n", line.toString().strip());
    out.flush();
  }

  /** Something done in the window. */
  void act(String text) {
    out.printf("%s %s%n", styled("2", "window  "), styled("1", text));
    out.flush();
  }

  /** A command as one would type it. */
  void command(String where, String text) {
    out.printf("%s %s%n", styled("2", where + " $"), styled("1", text));
    out.flush();
  }

  /** What a command printed, long lines and long outputs cut. */
  void output(String text) {
    String[] lines = text.strip().split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (i == LINES) {
        out.printf("   %s%n", styled("2", "... " + (lines.length - LINES) + " lines more"));
        break;
      }
      String line = lines[i];
      out.printf("   %s%n", line.length() > WIDTH ? line.substring(0, WIDTH) + "…" : line);
    }
    out.flush();
  }

  /** Something that holds, with the time since the step before. */
  void holds(String text) {
    checks++;
    out.printf("   %s %s  %s%n", styled("32", "ok"), text, styled("2", since(mark)));
    out.flush();
    mark = System.nanoTime();
  }

  /** The end of a story that went well. */
  void end(Duration took, String more) {
    out.printf(
        "%n%s%n",
        styled(
            "1;32",
            "The story went as told: %d checks in %.1f s."
                .formatted(checks, took.toMillis() / 1000.0)));
    out.printf("%s%n", more);
    out.flush();
  }

  /** The end of one that did not. */
  void failed(String text) {
    out.printf("%n%s %s%n", styled("1;31", "This is not as it should be:"), text);
    out.flush();
  }

  private static String since(long moment) {
    return "%.1f s".formatted((System.nanoTime() - moment) / 1e9);
  }

  private String styled(String code, String text) {
    return colours ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
