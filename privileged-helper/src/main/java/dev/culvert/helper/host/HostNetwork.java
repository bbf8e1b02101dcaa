package dev.culvert.helper.host;

import dev.culvert.core.net.Prefix;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;

/**
 * Everything that a connection changes on this computer. Each change is written to the undo journal
 * before it is made, so that {@link #undoAll} (here, in another process, or after a crash) leaves
 * the computer as it was.
 *
 * <p>Methods block (system calls, D-Bus) and are called from virtual threads, one at a time.
 */
public interface HostNetwork extends AutoCloseable {

  /** What this computer's network looks like now, beside what Culvert has changed. */
  HostEnvironment look() throws IOException;

  /**
   * Creates the device, gives it its addresses and brings it up. It has a queue for each of these
   * event loops, where the operating system can do it and is told what belongs together ({@link
   * DeviceRequest#whole}); otherwise one, for the first. Packets are delivered on a queue's loop
   * once its link is started.
   *
   * @throws IOException with what the operating system said and what to do
   */
  HostDevice openDevice(DeviceRequest request, List<EventLoop> loops) throws IOException;

  /** As above, with one queue. */
  default HostDevice openDevice(DeviceRequest request, EventLoop loop) throws IOException {
    return openDevice(request, List.of(loop));
  }

  /**
   * Makes the device's routes exactly these: adds what is missing, removes what is too much. The
   * device's own addresses are not part of it.
   */
  void setRoutes(HostDevice device, List<Prefix> routes) throws IOException;

  /** Sends this computer's name queries to the server; see {@link DnsRequest}. */
  DnsApplied applyDns(HostDevice device, DnsRequest request) throws IOException;

  /** Gives the name queries back to where they went before. */
  void revertDns() throws IOException;

  /**
   * Undoes all that the journal holds, newest first, also what an earlier process left. What cannot
   * be undone is kept in the journal and named in the exception, after everything else was undone.
   *
   * @return each undone change in words
   */
  List<String> undoAll() throws IOException;

  /** What is changed now and not undone, newest first; what the journal holds. */
  List<Made> changes();

  /** Undoes everything and lets go. */
  @Override
  void close() throws IOException;

  /**
   * A change that is in force.
   *
   * @param number in the journal
   * @param what as {@code 10.96.0.0/12 dev culvert0}
   */
  record Made(long number, Kind kind, String what) {}

  /** What was changed. */
  enum Kind {
    DEVICE,
    ADDRESS,
    ROUTE,
    DNS,
    MOUNT,
    OTHER
  }
}
