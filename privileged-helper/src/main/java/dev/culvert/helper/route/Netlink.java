package dev.culvert.helper.route;

import dev.culvert.helper.nativecall.Errno;
import dev.culvert.helper.nativecall.NetlinkSocket;
import dev.culvert.helper.nativecall.SystemCallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One request at a time to the kernel's routing subsystem, and its answer (netlink(7)). */
final class Netlink implements AutoCloseable {
  static final int NLM_F_REQUEST = 0x1;
  static final int NLM_F_ACK = 0x4;
  static final int NLM_F_EXCL = 0x200;
  static final int NLM_F_CREATE = 0x400;
  static final int NLM_F_DUMP = 0x300;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int NLM_F_ACK_TLVS = 0x200;
  private static final int NLM_F_CAPPED = 0x100;
  private static final int NLMSGERR_ATTR_MSG = 1;

  private final NetlinkSocket socket;
  private int sequence;

  Netlink() throws IOException {
    socket = new NetlinkSocket();
  }

  NetlinkMessage request(int type, int flags) {
    return new NetlinkMessage(type, NLM_F_REQUEST | flags, ++sequence);
  }

  /**
   * Sends a request that changes something and waits for its acknowledgement.
   *
   * @throws SystemCallException with the kernel's error number and words
   */
  void change(String what, NetlinkMessage message) throws IOException {
    exchange(what, message);
  }

  /** Sends a request and returns the messages that answer it, each from its family header on. */
  List<ByteBuffer> exchange(String what, NetlinkMessage message) throws IOException {
    socket.send(message.toBytes());
    List<ByteBuffer> answers = new ArrayList<>();
    while (true) {
      ByteBuffer datagram = socket.receive();
      int at = 0;
      while (at + NetlinkMessage.HEADER <= datagram.limit()) {
        int length = datagram.getInt(at);
        int type = datagram.getShort(at + 4) & 0xffff;
        int flags = datagram.getShort(at + 6) & 0xffff;
        if (length < NetlinkMessage.HEADER || at + length > datagram.limit()) {
          throw new IOException(what + ": rtnetlink sent a message of " + length + " bytes");
        }
        // An answer to a request that failed half-way earlier is not ours.
        if (datagram.getInt(at + 8) == sequence) {
          ByteBuffer body = copy(datagram, at + NetlinkMessage.HEADER, length);
          if (type == NLMSG_DONE) {
            return answers;
          }
          if (type == NLMSG_ERROR) {
            int errno = -body.getInt(0);
            if (errno == 0) {
              return answers;
            }
            throw new SystemCallException(what, errno, detail(body, flags));
          }
          answers.add(body);
        }
        at += length + 3 & ~3;
      }
    }
  }

  /** As {@link #change}, for what may well be so already; says whether it was changed now. */
  boolean changeUnless(int expectedErrno, String what, NetlinkMessage message) throws IOException {
    try {
      change(what, message);
      return true;
    } catch (SystemCallException e) {
      if (e.errno() == expectedErrno || e.errno() == Errno.ENODEV) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static ByteBuffer copy(ByteBuffer datagram, int from, int length) {
    byte[] bytes = new byte[length - NetlinkMessage.HEADER];
    datagram.get(from, bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** What the kernel adds in words (NLMSGERR_ATTR_MSG), after the echoed request. */
  private static String detail(ByteBuffer body, int flags) {
    if ((flags & NLM_F_ACK_TLVS) == 0 || body.limit() < 4 + NetlinkMessage.HEADER) {
      return "";
    }
    int echoed = (flags & NLM_F_CAPPED) != 0 ? NetlinkMessage.HEADER : body.getInt(4);
    Map<Integer, byte[]> attributes = NetlinkMessage.attributes(body, 4 + (echoed + 3 & ~3));
    byte[] text = attributes.get(NLMSGERR_ATTR_MSG);
    return text == null ? "" : new String(text, StandardCharsets.UTF_8).replace("\0", "");
  }
}
