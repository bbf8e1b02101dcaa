package dev.culvert.helper.host;

import dev.culvert.core.net.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * The device to create.
 *
 * @param name what its name begins with; the first free number is added: {@code culvert} becomes
 *     {@code culvert0}
 * @param addresses the device's own addresses, one per family at most, each as a single host
 * @param mtu in bytes; 0 for the best this operating system can do
 * @param whole packets to this address come by the first queue, if there are several
 */
public record DeviceRequest(
    String name, List<IpAddress> addresses, int mtu, Optional<IpAddress> whole) {
  public DeviceRequest {
    addresses = List.copyOf(addresses);
  }

  /** With one queue. */
  public DeviceRequest(String name, List<IpAddress> addresses, int mtu) {
    this(name, addresses, mtu, Optional.empty());
  }
}
