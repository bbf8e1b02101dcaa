package dev.culvert.core.tunnel.portforward;

import dev.culvert.core.tunnel.ConnectFailure;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** What the far end of a port-forward says on its error stream, and what its end then means. */
final class ForwardError {
  /** Longest text that is kept. */
  private static final int LONGEST = 4096;

  private final StringBuilder text = new StringBuilder();

  /** Takes the slice over. */
  void add(ByteBuf slice) {
    if (text.length() < LONGEST) {
      text.append(slice.toString(StandardCharsets.UTF_8));
    }
    slice.release();
  }

  boolean isSaid() {
    return !text.isEmpty();
  }

  /**
   * The forward has ended.
   *
   * @param reason what came with the end; may be empty
   */
  ConnectFailure ended(String reason) {
    if (isSaid()) {
      return new ConnectFailure(
          ConnectFailure.Kind.MANAGER_UNREACHABLE,
          "the API server opened the port-forward and the pod's port did not answer: "
              + text.toString().strip());
    }
    return new ConnectFailure(
        ConnectFailure.Kind.CONNECTION_LOST,
        "the API server closed the port-forward" + (reason.isEmpty() ? "" : ": " + reason));
  }
}
