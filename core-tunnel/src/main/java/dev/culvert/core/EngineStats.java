package dev.culvert.core;

import dev.culvert.core.demux.Counter;
import java.util.Map;

/**
 * An engine's figures at one moment.
 *
 * @param counters since the start, those that are not 0
 * @param tcpFlows connections in any state, TIME-WAIT included
 * @param synsInFlight of these, those half open: the SYN or our SYN-ACK is not answered yet
 * @param transmitDrops packets that the link had no room for
 */
public record EngineStats(
    Map<Counter, Long> counters, int tcpFlows, int synsInFlight, int udpFlows, long transmitDrops) {
  public EngineStats {
    counters = Map.copyOf(counters);
  }

  /** One figure. */
  public long get(Counter counter) {
    return counters.getOrDefault(counter, 0L);
  }
}
