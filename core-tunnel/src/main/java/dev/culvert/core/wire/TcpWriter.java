package dev.culvert.core.wire;

import io.netty.buffer.ByteBuf;

/** Writes TCP headers at a buffer's writer index; the checksum field is left 0. */
public final class TcpWriter {
  /** Without options. */
  public static final int LENGTH = 20;

  /** Where the checksum is in the header. */
  public static final int CHECKSUM_OFFSET = 16;

  /** A timestamps option with its padding (RFC 7323 appendix A). */
  public static final int TIMESTAMPS_LENGTH = 12;

  private TcpWriter() {}

  /**
   * The fixed part.
   *
   * @param optionsLength a multiple of 4
   * @param window as in the field
   */
  public static void write(
      ByteBuf out,
      int sourcePort,
      int destinationPort,
      int seq,
      int ack,
      int flags,
      int window,
      int optionsLength) {
    out.writeInt(sourcePort << 16 | destinationPort);
    out.writeInt(seq).writeInt(ack);
    out.writeInt((LENGTH + optionsLength) / 4 << 28 | flags << 16 | window);
    out.writeInt(0);
  }

  /** Timestamps, 12 bytes. */
  public static void writeTimestamps(ByteBuf out, int value, int echo) {
    out.writeInt(
        TcpHeader.OPTION_NOP << 24
            | TcpHeader.OPTION_NOP << 16
            | TcpHeader.OPTION_TIMESTAMPS << 8
            | 10);
    out.writeInt(value).writeInt(echo);
  }

  /** SACK-permitted, 4 bytes with its padding (RFC 2018 section 2). */
  public static void writeSackPermitted(ByteBuf out) {
    out.writeInt(
        TcpHeader.OPTION_NOP << 24
            | TcpHeader.OPTION_NOP << 16
            | TcpHeader.OPTION_SACK_PERMITTED << 8
            | 2);
  }

  /** Bytes of a SACK option with its padding; 0 for no blocks. */
  public static int sackLength(int blocks) {
    return blocks == 0 ? 0 : 4 + 8 * blocks;
  }

  /** Selective acknowledgments (RFC 2018 section 3): [left, right) each. */
  public static void writeSack(ByteBuf out, int[] left, int[] right, int blocks) {
    out.writeInt(
        TcpHeader.OPTION_NOP << 24
            | TcpHeader.OPTION_NOP << 16
            | TcpHeader.OPTION_SACK << 8
            | (2 + 8 * blocks));
    for (int i = 0; i < blocks; i++) {
      out.writeInt(left[i]).writeInt(right[i]);
    }
  }

  /** The maximum segment size, 4 bytes. */
  public static void writeMss(ByteBuf out, int mss) {
    out.writeInt(TcpHeader.OPTION_MSS << 24 | 4 << 16 | mss);
  }

  /** The window scale, 4 bytes with its padding. */
  public static void writeWindowScale(ByteBuf out, int shift) {
    out.writeInt(TcpHeader.OPTION_NOP << 24 | TcpHeader.OPTION_WINDOW_SCALE << 16 | 3 << 8 | shift);
  }
}
