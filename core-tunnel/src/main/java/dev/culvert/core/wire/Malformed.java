package dev.culvert.core.wire;

/** Why bytes are not the packet they claim to be. Such packets are dropped without an answer. */
public enum Malformed {
  /** The packet ends before its header, or before the length its header states. */
  TRUNCATED,
  /** A length field that contradicts another one, or the packet. */
  BAD_LENGTH,
  /** Neither IPv4 nor IPv6. */
  BAD_VERSION,
  /** A checksum over the header or the segment does not fit. */
  BAD_CHECKSUM,
  /** Extension headers that end nowhere, or more of them than anyone needs. */
  BAD_EXTENSIONS
}
