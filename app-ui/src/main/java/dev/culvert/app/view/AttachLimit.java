package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** After how long an attachment ends by itself. In production it always does. */
public enum AttachLimit {
  /** Not by itself. */
  NONE(Duration.ZERO),
  /** After a quarter of an hour. */
  QUARTER(Duration.ofMinutes(15)),
  /** After an hour. */
  HOUR(Duration.ofHours(1)),
  /** After half a day's work. */
  FOUR_HOURS(Duration.ofHours(4)),
  /** After a day's work. */
  EIGHT_HOURS(Duration.ofHours(8));

  private final Duration time;

  AttachLimit(Duration time) {
    this.time = time;
  }

  /** How long; zero for without an end. */
  public Duration time() {
    return time;
  }

  /** What one may choose. */
  public static List<AttachLimit> choices(boolean production) {
    return Arrays.stream(values()).filter(each -> !production || each != NONE).toList();
  }

  /** What is chosen at first. */
  static AttachLimit usual(boolean production) {
    return production ? HOUR : NONE;
  }

  /** Its name. */
  public String title() {
    return text("attach.limit." + name().toLowerCase(Locale.ROOT));
  }
}
