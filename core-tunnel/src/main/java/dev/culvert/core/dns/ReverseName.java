package dev.culvert.core.dns;

import dev.culvert.core.net.IpAddress;
import java.util.Optional;

/** Names of addresses: {@code in-addr.arpa} (RFC 1035 section 3.5), {@code ip6.arpa} (RFC 3596). */
final class ReverseName {
  private static final String V4 = ".in-addr.arpa";
  private static final String V6 = ".ip6.arpa";

  private ReverseName() {}

  /**
   * The whole address that the name stands for; empty for other names and for parts of addresses.
   *
   * @param name in lower case, without the dot at the end
   */
  static Optional<IpAddress> parse(String name) {
    if (name.endsWith(V4)) {
      return v4(name.substring(0, name.length() - V4.length()).split("\\.", -1));
    }
    if (name.endsWith(V6)) {
      return v6(name.substring(0, name.length() - V6.length()));
    }
    return Optional.empty();
  }

  private static Optional<IpAddress> v4(String[] labels) {
    if (labels.length != 4) {
      return Optional.empty();
    }
    int bits = 0;
    for (int i = 3; i >= 0; i--) {
      String label = labels[i];
      if (label.isEmpty()
          || label.length() > 3
          || !label.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Optional.empty();
      }
      int octet = Integer.parseInt(label);
      if (octet > 255) {
        return Optional.empty();
      }
      bits = bits << 8 | octet;
    }
    return Optional.of(IpAddress.v4(bits));
  }

  private static Optional<IpAddress> v6(String nibbles) {
    if (nibbles.length() != 63) { // 32 hexadecimal digits and 31 dots, least significant first.
      return Optional.empty();
    }
    long[] half = new long[2];
    for (int i = 31; i >= 0; i--) {
      int at = 2 * i;
      int digit = Character.digit(nibbles.charAt(at), 16);
      if (digit < 0 || (at + 1 < 63 && nibbles.charAt(at + 1) != '.')) {
        return Optional.empty();
      }
      int word = i >= 16 ? 0 : 1;
      half[word] = half[word] << 4 | digit;
    }
    return Optional.of(IpAddress.v6(half[0], half[1]));
  }
}
