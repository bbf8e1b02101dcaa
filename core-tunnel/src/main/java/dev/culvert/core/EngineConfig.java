package dev.culvert.core;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tcp.TcpSettings;
import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.core.udp.UdpSettings;
import java.util.Set;

/**
 * What an engine is told about where it runs.
 *
 * @param addresses the device's own: the kernel answers for them, packets to them are dropped here
 * @param memory for the payload of all flows
 */
public record EngineConfig(
    Set<IpAddress> addresses, TcpSettings tcp, UdpSettings udp, MemoryBudget memory) {
  public EngineConfig {
    addresses = Set.copyOf(addresses);
  }

  /** With the settings that the product uses. */
  public static EngineConfig of(Set<IpAddress> addresses) {
    return new EngineConfig(
        addresses, TcpSettings.DEFAULTS, UdpSettings.DEFAULTS, MemoryBudget.ofThisProcess());
  }

  /** With other settings for TCP. */
  public EngineConfig withTcp(TcpSettings settings) {
    return new EngineConfig(addresses, settings, udp, memory);
  }

  /** With other settings for UDP. */
  public EngineConfig withUdp(UdpSettings settings) {
    return new EngineConfig(addresses, tcp, settings, memory);
  }

  /** With another budget. */
  public EngineConfig withMemory(MemoryBudget budget) {
    return new EngineConfig(addresses, tcp, udp, budget);
  }
}
