package dev.culvert.manager.dial;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.words.Reason;
import java.util.Optional;

/** Where the manager does not dial, whoever asks. */
public interface DialPolicy {

  /** Why not; empty when it may be dialled. */
  Optional<Reason> refusal(Endpoint destination);
}
