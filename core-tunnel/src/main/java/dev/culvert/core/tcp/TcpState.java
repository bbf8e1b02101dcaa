package dev.culvert.core.tcp;

/**
 * The states of a connection (RFC 9293 section 3.3.2), named and printed as there. SYN-SENT is
 * missing: the engine never opens actively towards the computer.
 */
public enum TcpState {
  /**
   * A SYN has come and the far side is being asked. To {@link #SYN_RECEIVED} when it has accepted,
   * to {@link #CLOSED} when it has not.
   */
  LISTEN,
  /**
   * SYN-ACK sent. To {@link #ESTABLISHED} by its acknowledgment, to {@link #FIN_WAIT_1} when the
   * far side's FIN is sent, to {@link #CLOSED} by a RST.
   */
  SYN_RECEIVED,
  /**
   * Payload both ways. To {@link #CLOSE_WAIT} by the program's FIN, to {@link #FIN_WAIT_1} by
   * sending ours.
   */
  ESTABLISHED,
  /**
   * FIN sent, not acknowledged. To {@link #FIN_WAIT_2} by its acknowledgment, to {@link #CLOSING}
   * by the program's FIN, to {@link #TIME_WAIT} by both in one.
   */
  FIN_WAIT_1,
  /** FIN sent and acknowledged. To {@link #TIME_WAIT} by the program's FIN. */
  FIN_WAIT_2,
  /** FIN received. To {@link #LAST_ACK} by sending ours. */
  CLOSE_WAIT,
  /** Both FINs sent, ours not acknowledged. To {@link #TIME_WAIT} by its acknowledgment. */
  CLOSING,
  /** FIN received, then ours sent. To {@link #CLOSED} by its acknowledgment. */
  LAST_ACK,
  /** Both sides are done; late segments are still answered. To {@link #CLOSED} by time. */
  TIME_WAIT,
  /** No connection. */
  CLOSED;

  private final String rfcName = name().replace('_', '-');

  /** Whether both sequence numbers are known (RFC 9293 section 3.10.7.4). */
  boolean synchronised() {
    return this != LISTEN && this != CLOSED;
  }

  /** Whether the program may still send payload. */
  boolean receives() {
    return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
  }

  /** Whether payload to the program may still be queued or sent. */
  boolean sends() {
    return this == SYN_RECEIVED || this == ESTABLISHED || this == CLOSE_WAIT;
  }

  /** Whether our FIN has been sent. */
  boolean finSent() {
    return switch (this) {
      case FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT -> true;
      default -> false;
    };
  }

  /** The RFC's name, such as SYN-RECEIVED. */
  @Override
  public String toString() {
    return rfcName;
  }
}
