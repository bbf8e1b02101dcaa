package dev.culvert.app.kubeconfig;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** An address block of literal addresses; names are never looked up. */
final class Cidr {
  private final byte[] address;
  private final int bits;

  private Cidr(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** A single address, or nothing when the text is not one. */
  static Optional<Cidr> address(String literal) {
    try {
      byte[] bytes = InetAddress.ofLiteral(literal).getAddress();
      return Optional.of(new Cidr(bytes, bytes.length * 8));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** {@code address/bits}, or nothing when the text is not one. */
  static Optional<Cidr> block(String text) {
    int slash = text.indexOf('/');
    Optional<Cidr> address = address(text.substring(0, slash));
    try {
      int bits = Integer.parseInt(text.substring(slash + 1));
      return address.filter(a -> bits >= 0 && bits <= a.bits).map(a -> new Cidr(a.address, bits));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  boolean contains(Cidr other) {
    if (other.address.length != address.length || other.bits < bits) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((address[bit / 8] & mask) != (other.address[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  boolean isLoopback() {
    boolean sixLoopback = address.length == 16 && address[15] == 1;
    for (int i = 0; sixLoopback && i < 15; i++) {
      sixLoopback = address[i] == 0;
    }
    return sixLoopback || (address.length == 4 && address[0] == 127);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr that && bits == that.bits && Arrays.equals(address, that.address);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(address) * 31 + bits;
  }
}
