package dev.culvert.core.inspect;

import dev.culvert.core.net.Endpoint;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells which program of this computer a flow belongs to. */
@FunctionalInterface
public interface ProgramFinder {

  /** Knows nobody: where programs cannot be told. */
  ProgramFinder NONE =
      (protocol, source) ->
          java.util.concurrent.CompletableFuture.completedStage(Optional.<Program>empty());

  /**
   * Begins to look. Called on the event loop, so it must be quick; looking happens elsewhere.
   *
   * @param source the program's own end
   * @return completes soon (well under a second) and never exceptionally, on any thread; empty when
   *     the socket is already gone or not of this network namespace
   */
  CompletionStage<Optional<Program>> find(FlowRecorder.Protocol protocol, Endpoint source);

  /**
   * The same for a flow whose other end is known, which can make it much cheaper.
   *
   * @param destination as the program addressed it
   */
  default CompletionStage<Optional<Program>> find(
      FlowRecorder.Protocol protocol, Endpoint source, Endpoint destination) {
    return find(protocol, source);
  }
}
