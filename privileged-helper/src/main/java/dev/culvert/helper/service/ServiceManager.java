package dev.culvert.helper.service;

import dev.culvert.helper.nativecall.NotifySocket;
import dev.culvert.helper.session.Timers;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager that the helper is ready, alive, and ending: sd_notify(3) and its
 * watchdog, sd_watchdog_enabled(3). Where nobody asked for it, it does nothing. Any thread.
 */
public final class ServiceManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

  private final Optional<NotifySocket> socket;
  private final Optional<Duration> watchdog;

  private ServiceManager(Optional<NotifySocket> socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /**
   * As the service manager wants it.
   *
   * @param environment of this process: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID
   * @param pid of this process; a watchdog of another process is not answered
   */
  public static ServiceManager of(Map<String, String> environment, long pid) {
    String address = environment.get("NOTIFY_SOCKET");
    if (address == null || address.isEmpty()) {
      return new ServiceManager(Optional.empty(), Optional.empty());
    }
    try {
      return new ServiceManager(Optional.of(new NotifySocket(address)), watchdog(environment, pid));
    } catch (IOException e) {
      LOG.warn("the service manager cannot be told anything: {}", e.getMessage());
      return new ServiceManager(Optional.empty(), Optional.empty());
    }
  }

  private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String whose = environment.getOrDefault("WATCHDOG_PID", "");
    boolean ours = whose.isEmpty() || whose.equals(Long.toString(pid));
    return ours && micros.matches("[1-9]\\d{0,17}")
        ? Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000))
        : Optional.empty();
  }

  /**
   * The helper takes calls from now on. From here on the watchdog is answered, three times as often
   * as it asks, for as long as what is watched does its work.
   *
   * @param timers where the beats are made
   * @param watched what has to run a task for a beat to be sent; when it is stuck, so is the
   *     helper, and the service manager ends and restarts it
   */
  public void ready(Timers timers, Executor watched) {
    tell("READY=1");
    watchdog.ifPresent(every -> beatAfter(every.dividedBy(3), timers, watched));
  }

  private void beatAfter(Duration pause, Timers timers, Executor watched) {
    var _ =
        timers.after(
            pause,
            () ->
                watched.execute(() -> {
                  tell("WATCHDOG=1");
                  beatAfter(pause, timers, watched);
                }));
  }

  /** The helper is ending, and undoing what it did. */
  public void stopping() {
    tell("STOPPING=1\nSTATUS=giving the network back");
  }

  private void tell(String what) {
    socket.ifPresent(open -> {
      try {
        open.send(what);
      } catch (IOException e) {
        LOG.debug("the service manager was not told {}", what, e);
      }
    });
  }

  @Override
  public void close() {
    socket.ifPresent(open -> {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("closing the way to the service manager", e);
      }
    });
  }
}
