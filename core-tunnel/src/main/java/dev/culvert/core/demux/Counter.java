package dev.culvert.core.demux;

/** What the engine counts; each drop has its cause. */
public enum Counter {
  /** Packets dropped because there was no memory for them. */
  OUT_OF_MEMORY,
  /** Packets from the link, superpackets as one. */
  PACKETS_IN,
  /** Packets to the link, superpackets as one. */
  PACKETS_OUT,
  /** Packets whose handling threw something: a fault of ours, which the log tells. */
  PACKETS_FAILED,
  /** Dropped: not a packet that its headers describe. */
  MALFORMED,
  /** Dropped: a checksum over header or segment does not fit. */
  BAD_CHECKSUM,
  /** Dropped: for a group, for everybody, for nobody, or for this computer itself. */
  NOT_UNICAST,
  /** Dropped: neither TCP nor UDP nor ICMP. */
  UNKNOWN_PROTOCOL,
  /** Dropped: an ICMP message that asks for nothing the engine does, or is about no flow. */
  ICMP_IGNORED,
  /** ICMP errors from the computer about a flow. */
  ICMP_ERRORS_IN,
  /** ICMP errors sent to the computer. */
  ICMP_ERRORS_OUT,
  /** ICMP errors not sent: there were too many within a second. */
  ICMP_ERRORS_LIMITED,
  /** Pings carried to the cluster. */
  ECHO_REQUESTS,
  /** Answers to pings, from whom was pinged. */
  ECHO_REPLIES,
  /** Dropped: pings that the tunnel or the device had no room for, or of too many programs. */
  ECHOES_DROPPED,
  /** Fragments kept until their datagram is whole. */
  FRAGMENTS_IN,
  /** Dropped: fragments that overlap, exceed the limits, or whose datagram was never complete. */
  FRAGMENTS_DROPPED,
  /** SYNs for which the far side was asked. */
  SYNS,
  /** SYNs of an attempt whose dial is under way. */
  SYN_RETRANSMITS,
  /** Dropped: SYNs beyond the number in flight. */
  SYNS_LIMITED,
  /** Dropped: SYNs of an attempt that timed out on the far side. */
  SYNS_SILENCED,
  /** TCP flows that were established. */
  TCP_ESTABLISHED,
  /** RST segments sent. */
  RESETS_OUT,
  /** Acceptable RST segments received. */
  RESETS_IN,
  /** Segments for no connection. */
  TCP_NO_FLOW,
  /** Segments outside the window, or too old by their timestamp. */
  TCP_UNACCEPTABLE,
  /** Challenge acknowledgments sent (RFC 5961). */
  CHALLENGE_ACKS,
  /** Acknowledgments not sent, to not answer each other for ever. */
  ACKS_LIMITED,
  /** Segments that came before those that precede them. */
  TCP_OUT_OF_ORDER,
  /** Segments sent again. */
  RETRANSMITS,
  /** Of these, after a retransmission time-out. */
  RETRANSMIT_TIMEOUTS,
  /** Of these, after three duplicate acknowledgments. */
  FAST_RETRANSMITS,
  /** Probes of a closed window. */
  WINDOW_PROBES,
  /** TCP flows given up because the computer did not answer. */
  TCP_GIVEN_UP,
  /** Established TCP flows that the far side, or the manager for it, has reset. */
  TCP_RESET_BY_FAR_SIDE,
  /** Established TCP flows that ended because their tunnel did. */
  TCP_ENDED_WITH_TUNNEL,
  /** UDP flows opened. */
  UDP_FLOWS,
  /** UDP flows closed early to make room for others. */
  UDP_FLOWS_EVICTED,
  /** Dropped: datagrams to the cluster that the tunnel had no room for. */
  UDP_DROPPED_BY_TUNNEL,
  /** Dropped: datagrams from the cluster of an impossible size. */
  UDP_TOO_LARGE
}
