package dev.culvert.core.net;

/**
 * A subnet in CIDR notation (RFC 4632, RFC 4291 section 2.3), host bits zero.
 *
 * @param length 0 to 32 or 128
 */
public record Prefix(IpAddress address, int length) implements Comparable<Prefix> {
  public Prefix {
    if (length < 0 || length > address.bits()) {
      throw new IllegalArgumentException(
          "the prefix of " + address + " is 0 to " + address.bits() + " bits long, not " + length);
    }
    if (!mask(address, length).equals(address)) {
      throw new IllegalArgumentException(
          address
              + "/"
              + length
              + " has host bits; the subnet is "
              + mask(address, length)
              + "/"
              + length);
    }
  }

  /** The subnet of this length that the address is in. */
  public static Prefix around(IpAddress address, int length) {
    return new Prefix(mask(address, length), length);
  }

  /** The single address as a subnet. */
  public static Prefix host(IpAddress address) {
    return new Prefix(address, address.bits());
  }

  /**
   * From text, as {@code 10.96.0.0/12}; an address alone is its own subnet.
   *
   * @throws IllegalArgumentException with what is wrong, also when host bits are set
   */
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return host(IpAddress.parse(text));
    }
    int length;
    try {
      length = Integer.parseInt(text.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "not a prefix length: \"" + text.substring(slash + 1) + "\" in " + text, e);
    }
    return new Prefix(IpAddress.parse(text.substring(0, slash)), length);
  }

  /** Whether the address is in this subnet. */
  public boolean contains(IpAddress other) {
    return other.v6() == address.v6() && mask(other, length).equals(address);
  }

  /** Whether every address of the other is in this subnet. */
  public boolean contains(Prefix other) {
    return other.length >= length && contains(other.address);
  }

  /** Whether they share an address. */
  public boolean overlaps(Prefix other) {
    return contains(other) || other.contains(this);
  }

  @Override
  public int compareTo(Prefix other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }

  private static IpAddress mask(IpAddress address, int length) {
    if (!address.v6()) {
      return IpAddress.v4(length == 0 ? 0 : (int) address.low() & -1 << 32 - length);
    }
    long high =
        length == 0 ? 0 : length >= 64 ? address.high() : address.high() & -1L << 64 - length;
    long low =
        length <= 64 ? 0 : length == 128 ? address.low() : address.low() & -1L << 128 - length;
    return IpAddress.v6(high, low);
  }
}
