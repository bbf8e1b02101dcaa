package dev.culvert.app.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Where text goes, and how it is coloured. */
final class Output {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean colours;
  private final boolean unicode;

  /**
   * @param colours whether a person sees it on a terminal and has not said NO_COLOR
   * @param charset of the terminal: without Unicode, plain characters stand in
   */
  Output(PrintWriter out, PrintWriter err, boolean colours, Charset charset) {
    this.out = out;
    this.err = err;
    this.colours = colours;
    this.unicode = charset.equals(StandardCharsets.UTF_8);
  }

  /** What a text means; a colour never says it alone. */
  enum Tone {
    GOOD("\u001b[32m"),
    WARNING("\u001b[33m"),
    BAD("\u001b[31m"),
    SUBTLE("\u001b[2m"),
    STRONG("\u001b[1m"),
    PLAIN("");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  boolean colours() {
    return colours;
  }

  void line(String text) {
    out.println(plainIfNeeded(text));
    out.flush();
  }

  void error(String text) {
    err.println(plainIfNeeded(text));
    err.flush();
  }

  String tone(Tone tone, String text) {
    return colours && tone != Tone.PLAIN ? tone.code + text + "\u001b[0m" : text;
  }

  private String plainIfNeeded(String text) {
    return unicode
        ? text
        : text.replace('\u202f', ' ').replace('–', '-').replace("…", "...").replace("→", "->");
  }
}
