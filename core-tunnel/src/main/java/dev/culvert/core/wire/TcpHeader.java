package dev.culvert.core.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A checked view of a TCP header and the options that the engine knows (RFC 9293 section 3.1 and
 * 3.2, RFC 7323 section 2 and 3, RFC 2018 section 2). Filled again for every segment, as {@link
 * IpHeader}.
 */
public final class TcpHeader {
  /** No more data from the sender. */
  public static final int FIN = 1;

  /** Synchronize sequence numbers. */
  public static final int SYN = 2;

  /** Reset the connection. */
  public static final int RST = 4;

  /** Push. */
  public static final int PSH = 8;

  /** The acknowledgment field is significant. */
  public static final int ACK = 16;

  /** The urgent pointer is significant. */
  public static final int URG = 32;

  static final int OPTION_END = 0;
  static final int OPTION_NOP = 1;
  static final int OPTION_MSS = 2;
  static final int OPTION_WINDOW_SCALE = 3;
  static final int OPTION_SACK_PERMITTED = 4;
  static final int OPTION_SACK = 5;
  static final int OPTION_TIMESTAMPS = 8;

  /** As many blocks as 40 bytes of options hold (RFC 2018 section 3). */
  public static final int MAX_SACK_BLOCKS = 4;

  /** From this port. */
  public int sourcePort;

  /** To this port. */
  public int destinationPort;

  /** SEG.SEQ. */
  public int seq;

  /** SEG.ACK; meaningful with {@link #ACK}. */
  public int ack;

  /** The six flags of RFC 793, as constants of this type; the ECN bits are left out. */
  public int flags;

  /** SEG.WND as in the field, before scaling. */
  public int window;

  /** The MSS option, 0 without. */
  public int mss;

  /** The window scale option, -1 without; more than 14 counts as 14 (RFC 7323 section 2.3). */
  public int windowScale;

  /** Whether SACK is permitted. */
  public boolean sackPermitted;

  /** Blocks of the SACK option (RFC 2018 section 3); 0 without. */
  public int sackBlocks;

  /** Where each block begins; it is not checked that it makes sense. */
  public final int[] sackLeft = new int[MAX_SACK_BLOCKS];

  /** The sequence number after each block. */
  public final int[] sackRight = new int[MAX_SACK_BLOCKS];

  /** Whether there is a timestamps option. */
  public boolean timestamps;

  /** TSval. */
  public int tsValue;

  /** TSecr. */
  public int tsEcho;

  /** Where the payload begins in the buffer. */
  public int payloadIndex;

  /** Its bytes. */
  public int payloadLength;

  /** Whether all of these flags are set. */
  public boolean has(int wanted) {
    return (flags & wanted) == wanted;
  }

  /** SEG.LEN: payload, and one each for SYN and FIN (RFC 9293 section 3.4). */
  public int length() {
    return payloadLength + (flags >>> 1 & 1) + (flags & 1);
  }

  /** Reads the segment of this length at the index; null when it is sound. */
  public @Nullable Malformed parse(ByteBuf packet, int index, int length) {
    if (length < 20) {
      return Malformed.TRUNCATED;
    }
    int headerLength = (packet.getByte(index + 12) >>> 4 & 15) * 4;
    if (headerLength < 20 || headerLength > length) {
      return Malformed.BAD_LENGTH;
    }
    sourcePort = packet.getUnsignedShort(index);
    destinationPort = packet.getUnsignedShort(index + 2);
    seq = packet.getInt(index + 4);
    ack = packet.getInt(index + 8);
    flags = packet.getByte(index + 13) & 63;
    window = packet.getUnsignedShort(index + 14);
    payloadIndex = index + headerLength;
    payloadLength = length - headerLength;
    mss = 0;
    windowScale = -1;
    sackPermitted = false;
    sackBlocks = 0;
    timestamps = false;
    return parseOptions(packet, index + 20, index + headerLength);
  }

  /** RFC 9293 section 3.2: unknown options are skipped by their length (MUST-6, MUST-7). */
  private @Nullable Malformed parseOptions(ByteBuf packet, int from, int end) {
    int at = from;
    while (at < end) {
      int kind = packet.getUnsignedByte(at);
      if (kind == OPTION_END) {
        break;
      }
      if (kind == OPTION_NOP) {
        at++;
        continue;
      }
      int length = end - at < 2 ? 0 : packet.getUnsignedByte(at + 1);
      if (length < 2 || length > end - at) {
        return Malformed.BAD_LENGTH;
      }
      if (kind == OPTION_MSS && length == 4) {
        mss = packet.getUnsignedShort(at + 2);
      } else if (kind == OPTION_WINDOW_SCALE && length == 3) {
        windowScale = Math.min(14, packet.getUnsignedByte(at + 2));
      } else if (kind == OPTION_SACK_PERMITTED && length == 2) {
        sackPermitted = true;
      } else if (kind == OPTION_TIMESTAMPS && length == 10) {
        timestamps = true;
        tsValue = packet.getInt(at + 2);
        tsEcho = packet.getInt(at + 6);
      } else if (kind == OPTION_SACK && length % 8 == 2) {
        sackBlocks = length / 8; // at most 4: the header has no room for more
        for (int i = 0; i < sackBlocks; i++) {
          sackLeft[i] = packet.getInt(at + 2 + 8 * i);
          sackRight[i] = packet.getInt(at + 6 + 8 * i);
        }
      }
      at += length;
    }
    return null;
  }

  /** As "SYN,ACK" or "none". */
  public static String flagsToString(int flags) {
    if (flags == 0) {
      return "none";
    }
    String[] names = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      if ((flags >>> i & 1) != 0) {
        text.append(text.isEmpty() ? "" : ",").append(names[i]);
      }
    }
    return text.toString();
  }
}
