package dev.culvert.manager.kube;

import dev.culvert.core.net.IpAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** IP addresses as objects of the cluster have them. */
final class Addresses {
  private Addresses() {}

  /**
   * Those that are addresses: not {@code None}, nothing, or what is not there yet.
   *
   * @param all as newer API servers tell them
   * @param first as every API server tells it
   */
  static List<IpAddress> of(@Nullable List<String> all, @Nullable String first) {
    return all == null || all.isEmpty()
        ? address(first).stream().toList()
        : all.stream().flatMap(text -> address(text).stream()).toList();
  }

  private static Optional<IpAddress> address(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(IpAddress.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
