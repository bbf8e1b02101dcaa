package dev.culvert.core.wire;

/** The extension headers of IPv6 that are walked over (RFC 8200 section 4; RFC 4302; RFC 6275). */
final class Ipv6Extension {
  static final int HOP_BY_HOP = 0;
  static final int ROUTING = 43;
  static final int FRAGMENT = 44;
  static final int AUTHENTICATION = 51;
  static final int DESTINATION_OPTIONS = 60;
  static final int MOBILITY = 135;

  private Ipv6Extension() {}

  static boolean is(int nextHeader) {
    return switch (nextHeader) {
      case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS, MOBILITY -> true;
      default -> false;
    };
  }

  /** In bytes, from the header's own length field. */
  static int length(int kind, int field) {
    return switch (kind) {
      case FRAGMENT -> 8;
      case AUTHENTICATION -> (field + 2) * 4; // RFC 4302 section 2.2: in 32-bit words, minus 2
      default -> (field + 1) * 8;
    };
  }
}
