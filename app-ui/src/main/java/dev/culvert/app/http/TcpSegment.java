package dev.culvert.app.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is needed of a TCP segment in an IP packet. */
record TcpSegment(
    String source, String destination, int sequence, int acknowledged, int flags, byte[] payload) {
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;
  private static final int TCP = 6;

  boolean syn() {
    return (flags & SYN) != 0;
  }

  boolean fin() {
    return (flags & FIN) != 0;
  }

  boolean rst() {
    return (flags & RST) != 0;
  }

  boolean ack() {
    return (flags & ACK) != 0;
  }

  /** Null when it is none: another protocol, a fragment, IPv6 with extension headers. */
  static @Nullable TcpSegment of(byte[] data) {
    if (data.length < 40) {
      return null;
    }
    ByteBuffer packet = ByteBuffer.wrap(data);
    boolean v6 = (data[0] >> 4 & 15) == 6;
    int header = v6 ? 40 : (data[0] & 15) * 4;
    boolean fragment = !v6 && (packet.getShort(6) & 0x3fff) != 0;
    if (data[v6 ? 6 : 9] != TCP || header < 20 || fragment || data.length < header + 20) {
      return null;
    }
    int offset = (data[header + 12] >> 4 & 15) * 4;
    int total = v6 ? 40 + (packet.getShort(4) & 0xffff) : packet.getShort(2) & 0xffff;
    // A superpacket may be larger than its 16 bits say; then the recording's length counts.
    int end = total == (v6 ? 40 : 0) || total > data.length ? data.length : total;
    if (offset < 20 || end < header + offset) {
      return null;
    }
    int size = v6 ? 16 : 4;
    int addresses = v6 ? 8 : 12;
    return new TcpSegment(
        address(data, addresses, size) + ":" + (packet.getShort(header) & 0xffff),
        address(data, addresses + size, size) + ":" + (packet.getShort(header + 2) & 0xffff),
        packet.getInt(header + 4),
        packet.getInt(header + 8),
        data[header + 13],
        Arrays.copyOfRange(data, header + offset, end));
  }

  private static String address(byte[] data, int at, int size) {
    try {
      String text =
          InetAddress.getByAddress(Arrays.copyOfRange(data, at, at + size)).getHostAddress();
      return text.indexOf(':') < 0 ? text : "[" + text + "]";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
