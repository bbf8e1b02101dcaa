package dev.culvert.core.icmp;

/** What an ICMP error from this computer says, as far as it makes a difference here. */
public enum IcmpError {
  /** Nobody is at that port any more (RFC 792, RFC 4443 section 3.1). */
  PORT_UNREACHABLE,
  /** Other ways of not getting there: no host, no route, not allowed, hops used up. */
  UNREACHABLE,
  /** Larger than something on the way can carry (RFC 1191, RFC 8201). */
  TOO_BIG
}
