package dev.culvert.app.doctor;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A block of addresses.
 *
 * @param first its first address, as a number
 * @param length of the prefix in bits
 */
public record Network(boolean v6, BigInteger first, int length) {

  /** Reads {@code 10.96.0.0/12}; an address alone is a block of one. Names are not looked up. */
  public static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    Optional<byte[]> bytes = Literal.bytes(address);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    int bits = bytes.orElseThrow().length * 8;
    try {
      int length = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      return length < 0 || length > bits
          ? Optional.empty()
          : Optional.of(of(bytes.orElseThrow(), length));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The block of this length around an address. */
  static Network of(byte[] address, int length) {
    int bits = address.length * 8;
    BigInteger number = new BigInteger(1, address);
    return new Network(
        bits == 128, number.shiftRight(bits - length).shiftLeft(bits - length), length);
  }

  /** Whether they have an address in common. */
  public boolean overlaps(Network other) {
    return v6 == other.v6 && (holds(other) || other.holds(this));
  }

  /** Whether all of the other's addresses are in this one. */
  public boolean holds(Network other) {
    int bits = v6 ? 128 : 32;
    return v6 == other.v6
        && length <= other.length
        && other.first.shiftRight(bits - length).equals(first.shiftRight(bits - length));
  }

  /** How many addresses it has. */
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft((v6 ? 128 : 32) - length);
  }

  /** The address so far behind its first one, as text; an address before or behind all is cut. */
  public String at(BigInteger offset) {
    BigInteger last = BigInteger.ONE.shiftLeft(v6 ? 128 : 32).subtract(BigInteger.ONE);
    BigInteger address = first.add(offset).max(BigInteger.ZERO).min(last);
    String text = new Network(v6, address, v6 ? 128 : 32).toString();
    return text.substring(0, text.indexOf('/'));
  }

  /** Whether it is all there is: a default route. */
  public boolean everything() {
    return length == 0;
  }

  /** Whether it is of one link only, or of this computer only, or for many at once. */
  boolean special() {
    String text = toString();
    return text.startsWith("fe80:")
        || text.startsWith("ff")
        || text.startsWith("127.")
        || text.startsWith("169.254.")
        || text.startsWith("224.")
        || text.startsWith("::1/")
        || text.startsWith("0:0:0:0:0:0:0:1/");
  }

  @Override
  public String toString() {
    byte[] bytes = new byte[v6 ? 16 : 4];
    byte[] number = first.toByteArray();
    for (int i = 0; i < Math.min(number.length, bytes.length); i++) {
      bytes[bytes.length - 1 - i] = number[number.length - 1 - i];
    }
    StringBuilder text = new StringBuilder();
    if (v6) {
      HexFormat hex = HexFormat.of();
      for (int i = 0; i < 16; i += 2) {
        text.append(i == 0 ? "" : ":");
        String group = hex.toHexDigits(bytes[i]) + hex.toHexDigits(bytes[i + 1]);
        text.append(group.replaceFirst("^0{1,3}", ""));
      }
    } else {
      for (int i = 0; i < 4; i++) {
        text.append(i == 0 ? "" : ".").append(bytes[i] & 255);
      }
    }
    return text.append('/').append(length).toString();
  }
}
