package dev.culvert.core.icmp;

/** Why something is unreachable, as ICMP (RFC 792, RFC 1812 section 5.2.7.1) and ICMPv6 say it. */
public enum IcmpReason {
  /** Nobody at that address: EHOSTUNREACH for the program. */
  HOST(1, 3),
  /** Nobody at that port: ECONNREFUSED for a UDP program. */
  PORT(3, 4),
  /** Not allowed to be asked: EHOSTUNREACH, over IPv6 EACCES. */
  PROHIBITED(13, 1);

  final int v4Code;
  final int v6Code;

  IcmpReason(int v4Code, int v6Code) {
    this.v4Code = v4Code;
    this.v6Code = v6Code;
  }
}
