package dev.culvert.core.dns;

import java.util.concurrent.CompletionStage;

/** Asks where this computer's names went before. */
@FunctionalInterface
public interface Upstream {

  /**
   * Asks. Called on the event loop.
   *
   * @param query the program's message, byte for byte
   * @return completes on the same event loop with the whole answer (never truncated) under the
   *     query's own id; exceptionally, with an {@link java.io.IOException} that says who was asked,
   *     when no resolver answered in time
   */
  CompletionStage<Answer> ask(byte[] query);

  /**
   * An answer.
   *
   * @param message byte for byte
   * @param server who gave it: {@code 192.168.1.1}
   */
  record Answer(byte[] message, String server) {}
}
