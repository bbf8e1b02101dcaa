package dev.culvert.core.tcp;

import dev.culvert.core.net.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attempts to connect that timed out on the far side (RFC 9293 section 3.8.3, seen from the peer).
 * The program must see the silence that it would see in the cluster, so the attempt's further SYNs,
 * known by their sequence number, are neither answered nor dialled: one attempt, one dial. A new
 * attempt has another sequence number and is dialled.
 */
final class SilencedAttempts {
  /** The kernel's longest pause between two SYNs is 64 s; after more than that it has given up. */
  private static final long FORGET = 70_000_000_000L;

  /** Past this the oldest is forgotten, and would be dialled once more. */
  private static final int MAX = 4096;

  private record Ends(Endpoint source, Endpoint destination) {}

  private record Attempt(int seq, long lastSyn) {}

  private final Map<Ends, Attempt> attempts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Ends, Attempt> eldest) {
          return size() > MAX;
        }
      };

  void add(Endpoint source, Endpoint destination, int seq, long now) {
    attempts.put(new Ends(source, destination), new Attempt(seq, now));
  }

  /** Whether a SYN belongs to a silenced attempt. */
  boolean contains(Endpoint source, Endpoint destination, int seq, long now) {
    if (attempts.isEmpty()) {
      return false;
    }
    Ends ends = new Ends(source, destination);
    @Nullable Attempt attempt = attempts.remove(ends);
    if (attempt == null || attempt.seq != seq || now - attempt.lastSyn > FORGET) {
      return false;
    }
    attempts.put(ends, new Attempt(seq, now)); // as the youngest
    return true;
  }
}
