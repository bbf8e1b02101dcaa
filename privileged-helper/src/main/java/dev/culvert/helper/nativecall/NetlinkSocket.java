package dev.culvert.helper.nativecall;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A socket to the kernel's routing subsystem (netlink(7), rtnetlink(7)); carries whole datagrams
 * and knows nothing of what is in them. Blocks, for at most five seconds.
 */
public final class NetlinkSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int NETLINK_GET_STRICT_CHK = 12;
  private static final int BUFFER = 1 << 17;

  private final int fd;
  private final byte[] buffer = new byte[BUFFER];
  private boolean closed;

  /** Opens one for rtnetlink(7) in the network namespace of this thread. */
  public NetlinkSocket() throws IOException {
    this(NETLINK_ROUTE);
  }

  /**
   * Opens one in the network namespace of this thread.
   *
   * @param family of netlink(7): 0 is rtnetlink, 4 sock_diag
   */
  public NetlinkSocket(int family) throws IOException {
    try {
      fd = LibC.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, family);
    } catch (LastErrorException e) {
      throw new SystemCallException("socket AF_NETLINK", e.getErrorCode());
    }
    try {
      LibC.bind(
          fd,
          ByteBuffer.allocate(12)
              .order(ByteOrder.nativeOrder())
              .putShort((short) AF_NETLINK)
              .array(),
          12);
      LibC.setsockopt(
          fd,
          SOL_SOCKET,
          SO_RCVTIMEO,
          ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(5).array(),
          16);
    } catch (LastErrorException e) {
      close();
      throw new SystemCallException("bind AF_NETLINK", e.getErrorCode());
    }
    // Both only make errors clearer and dumps shorter; kernels before 4.12 and 4.20 have not got
    // them.
    optional(NETLINK_EXT_ACK);
    optional(NETLINK_GET_STRICT_CHK);
  }

  /** Sends one datagram. */
  public void send(byte[] datagram) throws IOException {
    try {
      LibC.send(fd, datagram, new NativeLong(datagram.length), 0);
    } catch (LastErrorException e) {
      throw new SystemCallException("send to rtnetlink", e.getErrorCode());
    }
  }

  /** The next datagram; valid until the next call. */
  public ByteBuffer receive() throws IOException {
    while (true) {
      try {
        int count = LibC.recv(fd, buffer, new NativeLong(buffer.length), 0).intValue();
        return ByteBuffer.wrap(buffer, 0, count).slice().order(ByteOrder.nativeOrder());
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw new SystemCallException("receive from rtnetlink", e.getErrorCode());
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      LibC.close(fd);
    } catch (LastErrorException e) {
      throw new SystemCallException("close AF_NETLINK", e.getErrorCode());
    }
  }

  private void optional(int option) {
    try {
      LibC.setsockopt(
          fd,
          SOL_NETLINK,
          option,
          ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(1).array(),
          4);
    } catch (LastErrorException e) {
      System.getLogger(NetlinkSocket.class.getName())
          .log(System.Logger.Level.DEBUG, "netlink option " + option + " is not known here", e);
    }
  }
}
