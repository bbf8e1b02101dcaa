package dev.culvert.manager.session;

import dev.culvert.manager.auth.Identity;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's session and what belongs to it. Thread-safe. */
public final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final String id;
  private final Identity identity;
  private final String clientName;
  private final Set<AutoCloseable> owned = new LinkedHashSet<>();
  private final Set<Long> joined = new HashSet<>();
  private long connection;
  private long lastHeard;
  private boolean connected = true;
  private boolean over;

  Session(String id, Identity identity, String clientName, long connection, long now) {
    this.id = id;
    this.identity = identity;
    this.clientName = clientName;
    this.connection = connection;
    this.lastHeard = now;
  }

  /** Safe to show and log. */
  public String id() {
    return id;
  }

  /** Who opened it. */
  public Identity identity() {
    return identity;
  }

  /** As the client calls itself: "mara@thinkpad". */
  public String clientName() {
    return clientName;
  }

  /**
   * What is closed when the session ends. Closed at once when it has ended already; may be closed
   * from any thread.
   */
  public void own(AutoCloseable resource) {
    synchronized (this) {
      if (!over) {
        owned.add(resource);
        return;
      }
    }
    close(resource);
  }

  /** It has ended by itself. */
  public synchronized void disown(AutoCloseable resource) {
    owned.remove(resource);
  }

  /** How many things the session owns. */
  public synchronized int owned() {
    return owned.size();
  }

  synchronized boolean isOn(long connectionNow) {
    return !over && connected && (connection == connectionNow || joined.contains(connectionNow));
  }

  /** One more connection; false when the session is over or has lost its first one. */
  synchronized boolean join(long another) {
    return !over && connected && joined.add(another);
  }

  synchronized void resume(long connectionNow, long now) {
    connection = connectionNow;
    joined.clear();
    connected = true;
    lastHeard = now;
  }

  synchronized void heard(long now) {
    lastHeard = now;
  }

  /** A connection is gone; with the first one, the grace period begins, and this is true. */
  synchronized boolean disconnected(long connectionGone, long now) {
    joined.remove(connectionGone);
    if (connected && connection == connectionGone) {
      connected = false;
      lastHeard = now;
      return true;
    }
    return false;
  }

  /** Silent for this long, or without a connection for this long. */
  synchronized boolean expired(long now, long timeoutNanos, long graceNanos) {
    return now - lastHeard > (connected ? timeoutNanos + graceNanos : graceNanos);
  }

  synchronized boolean silent(long now, long timeoutNanos) {
    return over || !connected || now - lastHeard > timeoutNanos;
  }

  void release() {
    List<AutoCloseable> resources;
    synchronized (this) {
      over = true;
      resources = List.copyOf(owned);
      owned.clear();
    }
    resources.forEach(Session::close);
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("a resource of an ended session did not close", e);
    }
  }

  @Override
  public String toString() {
    return "session " + id + " of " + identity.user() + " (" + clientName + ")";
  }
}
