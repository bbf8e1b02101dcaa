package dev.culvert.app.doctor;

import java.util.List;

/**
 * What a check found, in the words of the window.
 *
 * @param headline what is so, in a few words: "Routes clash with a VPN"
 * @param detail the figure or the name that shows it: "tun0 claims 10.20.0.0/14"
 * @param explanation why it matters and what it does; empty when all is well
 * @param fixes what can be done, the recommended one first
 */
public record Finding(
    Severity severity, String headline, String detail, String explanation, List<Fix> fixes) {
  public Finding {
    fixes = List.copyOf(fixes);
  }

  /** How bad it is. */
  public enum Severity {
    /** Somebody has to do something. */
    NEEDS_YOU,
    /** Good to know. */
    NOTE,
    /** Could not be looked at, and why. */
    UNKNOWN,
    /** As it should be. */
    GOOD
  }

  /** What can be done about it. */
  public sealed interface Fix {
    /** Starts the helper's service; the system asks for the right to. */
    record StartHelper() implements Fix {}

    /** Connects, or connects anew: routes and names are set again. */
    record Reconnect() implements Fix {}

    /** Undoes everything that the helper ever changed. */
    record Restore() implements Fix {}

    /**
     * Leaves these addresses to who has them, from the next connection on, which is made at once.
     */
    record NeverRoute(String cidr) implements Fix {}

    /** A line for a terminal, copied. */
    record Copy(String line) implements Fix {}
  }
}
