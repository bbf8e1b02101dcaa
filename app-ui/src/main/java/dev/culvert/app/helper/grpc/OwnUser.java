package dev.culvert.app.helper.grpc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user this process runs as. */
final class OwnUser {
  private OwnUser() {}

  /** Its number. Java has no call for it; the kernel's own directory of this process does. */
  static int uid() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self/"), "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
