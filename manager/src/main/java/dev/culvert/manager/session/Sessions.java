package dev.culvert.manager.session;

import dev.culvert.manager.auth.Identity;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sessions. A session is used with its secret, over the connection that opened or resumed it or
 * one that joined it, and by the identity that opened it; whoever has only one of these gets
 * nothing. Thread-safe; time is passed in.
 */
public final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private final LongSupplier nanoClock;
  private final SecureRandom random;
  private final Timing timing;
  private final Map<String, Session> bySecret = new HashMap<>();
  private long nextNumber = 1;

  /**
   * How often to beat, how long to wait, how long a session outlives its connection.
   *
   * @param timeout of silence after which a connection counts as dead
   */
  public record Timing(Duration interval, Duration timeout, Duration grace) {
    /** Forwarded connections were seen to turn into black holes: notice within 5 s. */
    public static final Timing DEFAULT =
        new Timing(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMinutes(2));
  }

  /** A session and the secret, which is told once. */
  public record Opened(Session session, String secret, boolean resumed) {
    @Override
    public String toString() {
      return session + (resumed ? ", resumed" : ", opened");
    }
  }

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  public Sessions(Timing timing, LongSupplier nanoClock, SecureRandom random) {
    this.timing = timing;
    this.nanoClock = nanoClock;
    this.random = random;
  }

  /** As told to clients. */
  public Timing timing() {
    return timing;
  }

  /**
   * Opens a session, or resumes the one with this secret when it is of the same identity.
   *
   * @param connection the number of the connection that the client is on
   */
  public synchronized Opened open(
      Identity identity, String clientName, long connection, @Nullable String resumeSecret) {
    expire();
    Session earlier = resumeSecret == null ? null : bySecret.get(resumeSecret);
    if (earlier != null && resumeSecret != null && earlier.identity().sameAs(identity)) {
      earlier.resume(connection, nanoClock.getAsLong());
      LOG.info("{} resumed", earlier);
      return new Opened(earlier, resumeSecret, true);
    }
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    Session session =
        new Session("s" + nextNumber++, identity, clientName, connection, nanoClock.getAsLong());
    bySecret.put(secret, session);
    LOG.info("{} opened", session);
    return new Opened(session, secret, false);
  }

  /**
   * Makes this connection one more of an open session.
   *
   * @return empty when there is none for this secret and identity, or it has no first connection
   */
  public synchronized Optional<Session> join(String secret, Identity identity, long connection) {
    return Optional.ofNullable(bySecret.get(secret))
        .filter(session -> session.identity().sameAs(identity))
        .filter(session -> session.join(connection));
  }

  /**
   * The session of a call.
   *
   * @param certificate fingerprint of the client certificate of the call's connection
   * @return empty when there is none for this secret, connection and certificate
   */
  public synchronized Optional<Session> find(
      String secret, long connection, Optional<String> certificate) {
    return Optional.ofNullable(bySecret.get(secret))
        .filter(session -> session.isOn(connection))
        .filter(session ->
            session.identity().certificate().isEmpty()
                || session.identity().certificate().equals(certificate));
  }

  /** The client has been heard. */
  public void heard(Session session) {
    session.heard(nanoClock.getAsLong());
  }

  /** Whether the client has no connection, or has not been heard for the time-out. */
  public boolean silent(Session session) {
    return session.silent(nanoClock.getAsLong(), timing.timeout().toNanos());
  }

  /** A connection is gone: what was on it has its grace period from now. */
  public synchronized void connectionGone(long connection) {
    for (Session session : bySecret.values()) {
      if (session.disconnected(connection, nanoClock.getAsLong())) {
        LOG.info("{} lost its connection; kept for {} s", session, timing.grace().toSeconds());
      }
    }
  }

  /** The client is done with it. */
  public void close(Session session) {
    synchronized (this) {
      bySecret.values().remove(session);
    }
    session.release();
    LOG.info("{} closed", session);
  }

  /** Ends what has been silent for too long; called regularly. */
  public void expire() {
    long now = nanoClock.getAsLong();
    List<Session> expired = new ArrayList<>();
    synchronized (this) {
      bySecret
          .values()
          .removeIf(session -> {
            boolean gone =
                session.expired(now, timing.timeout().toNanos(), timing.grace().toNanos());
            if (gone) {
              expired.add(session);
            }
            return gone;
          });
    }
    for (Session session : expired) {
      session.release();
      LOG.info("{} expired", session);
    }
  }

  /** How many things all sessions own. */
  public synchronized int owned() {
    return bySecret.values().stream().mapToInt(Session::owned).sum();
  }

  /** How many there are. */
  public synchronized int count() {
    return bySecret.size();
  }
}
