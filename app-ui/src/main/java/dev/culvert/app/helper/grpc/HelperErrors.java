package dev.culvert.app.helper.grpc;

import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.HelperException.Reason;
import io.grpc.Status;
import java.nio.file.Path;

/** What went wrong on the way to the helper or in it, in words and by what can be done. */
final class HelperErrors {
  static final String START =
      "Start it with: sudo culvert-helper, or systemctl start culvert-helper.";

  private HelperErrors() {}

  static HelperException notRunning(Path socket) {
    return new HelperException(
        Reason.NOT_RUNNING, "The helper does not answer at %s. %s".formatted(socket, START));
  }

  static HelperException noAccess(Path socket) {
    return new HelperException(
        Reason.NOT_ALLOWED,
        "This user may not open %s. Log in anew if you were just given the right, or ask who installed Culvert."
            .formatted(socket));
  }

  static HelperException of(Throwable failure, Path socket) {
    if (failure instanceof HelperException known) {
      return known;
    }
    Status status = Status.fromThrowable(failure);
    String said = status.getDescription();
    String text = said == null || said.isBlank() ? status.getCode().toString() : said;
    return switch (status.getCode()) {
      // Cancelled by the other side: it is shutting down.
      case UNAVAILABLE, CANCELLED -> notRunning(socket);
      case PERMISSION_DENIED, UNAUTHENTICATED -> new HelperException(Reason.NOT_ALLOWED, text);
      case INVALID_ARGUMENT -> new HelperException(Reason.BAD_REQUEST, text);
      case FAILED_PRECONDITION -> new HelperException(Reason.WRONG_STATE, text);
      case UNIMPLEMENTED ->
          new HelperException(
              Reason.FAILED,
              "The helper at %s is of another version and does not know this; update it."
                  .formatted(socket));
      case DEADLINE_EXCEEDED ->
          new HelperException(
              Reason.FAILED,
              "The helper at %s took too long to answer. Its log says more: journalctl -u culvert-helper."
                  .formatted(socket));
      default ->
          new HelperException(
              Reason.FAILED,
              "The helper failed: %s. Its log says more: journalctl -u culvert-helper."
                  .formatted(text));
    };
  }
}
