package dev.culvert.core.dns;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster said, for as long as it may be believed. Bounded: the entry used longest ago
 * makes room. The event loop only.
 */
final class ClusterCache {

  private final Map<Key, Cached> entries;

  ClusterCache(int capacity) {
    entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Cached> eldest) {
            return size() > capacity;
          }
        };
  }

  /** Null when nothing is known, or no longer. */
  @Nullable Cached get(Key key, long nowNanos) {
    Cached entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    if (nowNanos - entry.storedNanos >= TimeUnit.SECONDS.toNanos(entry.answer.ttlSeconds())) {
      entries.remove(key);
      return null;
    }
    return entry;
  }

  void put(Key key, ClusterAnswer answer, long nowNanos) {
    if (answer.isCacheable() && answer.ttlSeconds() > 0) {
      entries.put(key, new Cached(answer, nowNanos));
    } else {
      entries.remove(key);
    }
  }

  void clear() {
    entries.clear();
  }

  int size() {
    return entries.size();
  }

  /**
   * What was asked, in class IN.
   *
   * @param name in lower case, without the dot at the end
   */
  record Key(String name, int type) {}

  /** What was said, and when. */
  record Cached(ClusterAnswer answer, long storedNanos) {}
}
