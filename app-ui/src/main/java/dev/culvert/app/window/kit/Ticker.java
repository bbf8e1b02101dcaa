package dev.culvert.app.window.kit;

import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.util.Duration;

/** Counts seconds while the window is shown, for what changes with time alone. */
public final class Ticker {
  private final ReadOnlyLongWrapper seconds = new ReadOnlyLongWrapper();
  private final Timeline timeline =
      new Timeline(new KeyFrame(Duration.seconds(1), e -> seconds.set(seconds.get() + 1)));

  /** Stands still until it is told that something is seen. */
  public Ticker() {
    timeline.setCycleCount(Timeline.INDEFINITE);
  }

  /** Runs or stands still. */
  public void run(boolean run) {
    if (run) {
      timeline.play();
    } else {
      timeline.stop();
    }
  }

  /** Seconds counted. */
  public ReadOnlyLongProperty seconds() {
    return seconds.getReadOnlyProperty();
  }
}
