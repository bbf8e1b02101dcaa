package dev.culvert.core.tunnel.transport;

import io.netty.util.ResourceLeakDetector;

/**
 * Netty follows one of 128 buffers with a stack trace, to find those that nobody gives back. Tests
 * want that. In a helper under load it was a thousand stack traces a second and some five per cent
 * of its processor time.
 */
public final class LeakDetection {
  private static final String LEVEL = "io.netty.leakDetection.level";

  private LeakDetection() {}

  /** For a program's start: none, unless the system property of Netty's asks for it. */
  public static void offUnlessAskedFor() {
    if (System.getProperty(LEVEL) == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }
}
