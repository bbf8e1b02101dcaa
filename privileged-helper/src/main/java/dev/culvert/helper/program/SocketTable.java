package dev.culvert.helper.program;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Map;

/**
 * Reads the kernel's tables of sockets, proc_net(5): {@code /proc/net/tcp} and its like. One socket
 * per line, address and port in hexadecimal, the address as the machine's words.
 */
final class SocketTable {
  private static final int LOCAL = 1;
  private static final int UID = 7;
  private static final int INODE = 9;

  private SocketTable() {}

  /**
   * Adds the sockets whose local port is wanted. IPv4-mapped addresses count as IPv4, since the
   * packets are.
   *
   * @param table the file's bytes
   */
  static void read(byte[] table, BitSet wantedPorts, Map<Endpoint, OpenSocket> found) {
    int line = next(table, 0); // The first line has the columns' names.
    while (line < table.length) {
      int end = next(table, line);
      readLine(table, line, end, wantedPorts, found);
      line = end;
    }
  }

  private static void readLine(
      byte[] table, int from, int to, BitSet wantedPorts, Map<Endpoint, OpenSocket> found) {
    int at = field(table, from, to, LOCAL);
    int colon = at;
    while (colon < to && table[colon] != ':') {
      colon++;
    }
    int digits = colon - at;
    if ((digits != 8 && digits != 32) || colon + 5 > to) {
      return;
    }
    int port = (int) hex(table, colon + 1, 4);
    if (!wantedPorts.get(port)) {
      return;
    }
    long inode = decimal(table, field(table, from, to, INODE), to);
    if (inode == 0) { // TIME-WAIT and its like: the program has let go.
      return;
    }
    int uid = (int) decimal(table, field(table, from, to, UID), to);
    found.putIfAbsent(
        new Endpoint(address(table, at, digits / 8), port), new OpenSocket(uid, inode));
  }

  private static IpAddress address(byte[] table, int at, int words) {
    long[] word = new long[words];
    for (int i = 0; i < words; i++) {
      int value = (int) hex(table, at + 8 * i, 8);
      word[i] =
          Integer.toUnsignedLong(
              ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                  ? Integer.reverseBytes(value)
                  : value);
    }
    if (words == 1) {
      return IpAddress.v4((int) word[0]);
    }
    boolean mapped = word[0] == 0 && word[1] == 0 && word[2] == 0xffff;
    return mapped
        ? IpAddress.v4((int) word[3])
        : IpAddress.v6(word[0] << 32 | word[1], word[2] << 32 | word[3]);
  }

  private static int next(byte[] table, int from) {
    int at = from;
    while (at < table.length && table[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, table.length);
  }

  /** Where the numbered field of the line begins; the end of the line when there are fewer. */
  private static int field(byte[] table, int from, int to, int number) {
    int at = from;
    int left = number;
    int end = Math.min(to, table.length);
    while (at < end) {
      while (at < end && table[at] == ' ') {
        at++;
      }
      if (left-- == 0) {
        return at;
      }
      while (at < end && table[at] != ' ') {
        at++;
      }
    }
    return end;
  }

  private static long hex(byte[] table, int from, int digits) {
    long value = 0;
    for (int i = from; i < from + digits; i++) {
      value = value << 4 | Character.digit(table[i], 16) & 15;
    }
    return value;
  }

  private static long decimal(byte[] table, int from, int to) {
    long value = 0;
    for (int i = from; i < Math.min(to, table.length) && table[i] >= '0' && table[i] <= '9'; i++) {
      value = value * 10 + (table[i] - '0');
    }
    return value;
  }
}
