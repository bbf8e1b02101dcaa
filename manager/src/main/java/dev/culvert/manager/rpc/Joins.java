package dev.culvert.manager.rpc;

import dev.culvert.core.tunnel.Failure;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Connections that wait for somebody to dial for them, by names that nobody can guess. */
final class Joins {
  private static final long PATIENCE_SECONDS = 5;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

  /**
   * @param who may take it: a session, or an agent
   */
  private record Waiting(StreamJoin join, Object who) {}

  /** Lets a connection wait; fails it when nobody comes. */
  String put(StreamJoin join, Object who, EventLoop timer) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    waiting.put(name, new Waiting(join, who));
    var _ =
        timer.schedule(
            () -> {
              if (waiting.remove(name) != null && !join.joined()) {
                join.fail(
                    new Failure(
                        Failure.Cause.TIMED_OUT,
                        "nobody took the connection within " + PATIENCE_SECONDS + " s"));
              }
            },
            PATIENCE_SECONDS,
            TimeUnit.SECONDS);
    return name;
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
