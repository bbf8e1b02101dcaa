package dev.culvert.helper.session;

import dev.culvert.helper.state.Target;
import java.util.concurrent.CompletableFuture;

/** Whom to ask for fresh credentials: the application of the user who connected. */
public interface CredentialSource {

  /** Whether an application of that user is there to be asked. */
  boolean available(Target target);

  /**
   * Asks. Returns at once.
   *
   * @param reason for the person's log: "refused by the API server: 401"
   * @return completes exceptionally, with a message for a person, when there is no application, or
   *     its credential plug-in failed
   */
  CompletableFuture<Credentials> ask(Target target, String reason);
}
