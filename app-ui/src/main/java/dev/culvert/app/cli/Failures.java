package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.install.InstallException;
import dev.culvert.app.kubeconfig.CredentialException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a person, or a script, is told when a command ends badly. Never a stack trace. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** Writes it to standard error and returns the exit code. */
  static int report(Throwable failure, boolean json, Output output) {
    Throwable cause = failure;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case CliException e -> tell(e.exitCode(), e.reason(), text(e), json, output);
      case HelperException e ->
          tell(ExitCodes.of(e.reason()), e.reason().name(), text(e), json, output);
      case InstallException e ->
          tell(
              e.problem() == InstallException.Problem.MISSING_RIGHT
                  ? ExitCodes.NOT_ALLOWED
                  : ExitCodes.FAILED,
              e.problem().code(),
              "%s: %s. %s".formatted(e.problem().code(), text(e), e.remedy()),
              json,
              output);
      case CredentialException e ->
          tell(ExitCodes.NOT_CONNECTED, "CREDENTIALS", text(e), json, output);
      case InterruptedException _ ->
          tell(ExitCodes.FAILED, "INTERRUPTED", "It was interrupted.", json, output);
      default -> {
        LOG.debug("Unexpected", cause);
        yield tell(
            ExitCodes.FAILED,
            "UNEXPECTED",
            "This should not happen: %s. With CULVERT_DEBUG=1 set, the same command says more; please report it."
                .formatted(cause),
            json,
            output);
      }
    };
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  private static int tell(int code, String reason, String message, boolean json, Output output) {
    if (json) {
      Json.Obj error =
          Json.obj().put("reason", reason).put("message", message).put("exitCode", code);
      output.error(Json.write(Json.obj().put("error", error)));
    } else {
      output.error(output.tone(Tone.BAD, "culvert: ") + message);
    }
    return code;
  }
}
