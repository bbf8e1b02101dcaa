package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.proto.attach.v1.Kind;
import java.util.Locale;

/** The ways to be attached, from the safest to the strongest. */
public enum AttachWay {
  /** Variables and files. */
  INGEST(Kind.KIND_INGEST, "mdi2f-file-cog-outline", "success"),
  /** A copy. */
  WIRETAP(Kind.KIND_WIRETAP, "mdi2e-ear-hearing", "success"),
  /** The requests of a filter. */
  REQUESTS(Kind.KIND_INTERCEPT, "mdi2f-filter-cog-outline", "info"),
  /** All of a port. */
  PORT(Kind.KIND_INTERCEPT, "mdi2c-call-split", "warning"),
  /** All of a container, which stands still meanwhile. */
  REPLACE(Kind.KIND_REPLACE, "mdi2c-cog-transfer-outline", "warning");

  private final Kind kind;
  private final String icon;
  private final String tone;

  AttachWay(Kind kind, String icon, String tone) {
    this.kind = kind;
    this.icon = icon;
    this.tone = tone;
  }

  /** As the manager calls it. */
  Kind kind() {
    return kind;
  }

  /** As the command line calls it. */
  String command() {
    return kind.name().substring("KIND_".length()).toLowerCase(Locale.ROOT);
  }

  /** The name of its icon. */
  public String icon() {
    return icon;
  }

  /** The colour of whom it affects. */
  public String tone() {
    return tone;
  }

  /** Whether traffic comes here. */
  public boolean takesPorts() {
    return this != INGEST;
  }

  /** Whether one may say which requests. */
  public boolean takesFilter() {
    return this == WIRETAP || this == REQUESTS;
  }

  /** Its name in texts and in the window. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name. */
  public String title() {
    return text("attach.way." + key());
  }

  /** What it does. */
  public String what() {
    return text("attach.way." + key() + ".what");
  }

  /** Who notices. */
  public String whom(String workload) {
    return text("attach.way." + key() + ".whom", workload);
  }
}
