package dev.culvert.manager.rpc;

import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Connections that wait for somebody to dial for them, by names that nobody can guess. */
final class Joins {
  /** So long nobody asks; then every second whether it is still worth while. */
  private static final int PATIENCE_SECONDS = 5;

  private static final int MOST_SECONDS = 15;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

  /**
   * @param who may take it: a session, or an agent
   */
  private record Waiting(StreamJoin join, Object who) {}

  /**
   * Lets a connection wait; fails it when nobody comes. A computer that is there and only slow is
   * waited for: elsewhere its connection would be answered by the wrong one.
   *
   * @param expected whether whom it waits for is there
   */
  String put(StreamJoin join, Object who, BooleanSupplier expected, EventLoop timer) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    waiting.put(name, new Waiting(join, who));
    lookAfter(PATIENCE_SECONDS, PATIENCE_SECONDS, name, expected, timer);
    return name;
  }

  private void lookAfter(
      int seconds, int waited, String name, BooleanSupplier expected, EventLoop timer) {
    Runnable look =
        () -> {
          if (!waiting.containsKey(name)) {
            return;
          }
          if (waited < MOST_SECONDS && expected.getAsBoolean()) {
            lookAfter(1, waited + 1, name, expected, timer);
            return;
          }
          Waiting given = waiting.remove(name);
          if (given != null && !given.join().joined()) {
            given.join().fail(new Failure(Failure.Cause.TIMED_OUT, Phrase.NOBODY_TOOK.of(waited)));
          }
        };
    var _ = timer.schedule(look, seconds, TimeUnit.SECONDS);
  }

  /** Takes it out, once, for whom it was meant. */
  Optional<StreamJoin> take(String name, Object who) {
    Waiting found = waiting.get(name);
    if (found == null || !isSame(found.who(), who) || !waiting.remove(name, found)) {
      return Optional.empty();
    }
    return Optional.of(found.join());
  }

  /** The very caller, not one that is like it. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }
}
