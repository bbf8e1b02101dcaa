package dev.culvert.helper.host;

import dev.culvert.core.net.IpAddress;
import java.util.List;

/**
 * The device to create.
 *
 * @param name what its name begins with; the first free number is added: {@code culvert} becomes
 *     {@code culvert0}
 * @param addresses the device's own addresses, one per family at most, each as a single host
 * @param mtu in bytes; 0 for the best this operating system can do
 */
public record DeviceRequest(String name, List<IpAddress> addresses, int mtu) {
  public DeviceRequest {
    addresses = List.copyOf(addresses);
  }
}
