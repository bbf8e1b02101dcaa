package dev.culvert.core.inspect;

import dev.culvert.core.net.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The name whose DNS answer last gave each address, so that a flow can be shown with the name that
 * its program asked for. Bounded: the addresses told longest ago are forgotten first. Any thread;
 * the lock is held for one map operation.
 */
public final class NameIndex {

  /** Addresses remembered unless told otherwise. */
  public static final int DEFAULT_CAPACITY = 16_384;

  private final Map<IpAddress, String> names;

  /** Remembers {@link #DEFAULT_CAPACITY} addresses. */
  public NameIndex() {
    this(DEFAULT_CAPACITY);
  }

  /** Remembers this many addresses. */
  public NameIndex(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("an index holds at least 1 address, not " + capacity);
    }
    names =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<IpAddress, String> eldest) {
            return size() > capacity;
          }
        };
  }

  /** An answer for this name held this address. */
  public void learn(IpAddress address, String name) {
    synchronized (names) {
      names.remove(address); // So that it counts as the newest.
      names.put(address, name);
    }
  }

  /** The name, without the dot at its end; empty when none was asked for. */
  public String nameOf(IpAddress address) {
    synchronized (names) {
      return names.getOrDefault(address, "");
    }
  }

  /** Forgets everything: another cluster's addresses mean something else. */
  public void clear() {
    synchronized (names) {
      names.clear();
    }
  }
}
