package dev.culvert.helper.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Builds one netlink message and reads attributes (netlink(7), rtnetlink(7)). Numbers are in the
 * machine's own byte order, addresses in network order; everything is aligned to four bytes.
 */
final class NetlinkMessage {
  static final int HEADER = 16;

  private final ByteBuffer buffer = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());

  NetlinkMessage(int type, int flags, int sequence) {
    buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
  }

  NetlinkMessage u8(int value) {
    buffer.put((byte) value);
    return this;
  }

  NetlinkMessage u16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  NetlinkMessage u32(int value) {
    buffer.putInt(value);
    return this;
  }

  NetlinkMessage attribute(int type, byte[] value) {
    buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }

  NetlinkMessage attribute(int type, int value) {
    return attribute(
        type, ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array());
  }

  byte[] toBytes() {
    buffer.putInt(0, buffer.position());
    byte[] bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return bytes;
  }

  /** Attributes from a position to the end of the buffer, by type; of equal ones the last. */
  static Map<Integer, byte[]> attributes(ByteBuffer message, int from) {
    Map<Integer, byte[]> attributes = new HashMap<>();
    int at = from;
    while (at + 4 <= message.limit()) {
      int length = message.getShort(at) & 0xffff;
      int type = message.getShort(at + 2) & 0x3fff; // Without the nested and byte-order flags.
      if (length < 4 || at + length > message.limit()) {
        break;
      }
      byte[] value = new byte[length - 4];
      message.get(at + 4, value);
      attributes.put(type, value);
      at += length + 3 & ~3;
    }
    return attributes;
  }
}
