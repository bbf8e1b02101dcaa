package dev.culvert.helper.program;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.helper.nativecall.Errno;
import dev.culvert.helper.nativecall.NetlinkSocket;
import dev.culvert.helper.nativecall.SystemCallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel for one TCP socket by both its ends, sock_diag(7): one look into a hash table,
 * however many sockets there are, where {@code /proc/net/tcp} walks through all of it. One thread.
 */
final class SocketDiagnosis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SocketDiagnosis.class);

  private static final int NETLINK_SOCK_DIAG = 4;
  private static final short SOCK_DIAG_BY_FAMILY = 20;
  private static final short NLM_F_REQUEST = 1;
  private static final short NLMSG_ERROR = 2;
  private static final byte AF_INET = 2;
  private static final byte AF_INET6 = 10;
  private static final byte IPPROTO_TCP = 6;

  /** struct nlmsghdr, struct inet_diag_req_v2. */
  private static final int HEADER = 16;

  private static final int REQUEST = HEADER + 56;

  /** In struct inet_diag_msg, after the header. */
  private static final int UID = HEADER + 64;

  private static final int INODE = HEADER + 68;

  private final NetlinkSocket netlink;
  private int sequence;

  private SocketDiagnosis(NetlinkSocket netlink) {
    this.netlink = netlink;
  }

  /** Null where the kernel has it not, or does not let us. */
  static @Nullable SocketDiagnosis open() {
    try {
      return new SocketDiagnosis(new NetlinkSocket(NETLINK_SOCK_DIAG));
    } catch (IOException | LinkageError e) {
      LOG.info("sock_diag is not to be had; the kernel's tables of sockets are read instead.", e);
      return null;
    }
  }

  /**
   * The connection's local socket; null when there is none, or its program has let go of it.
   *
   * @throws IOException when the kernel cannot be asked in this way
   */
  @Nullable OpenSocket tcp(Endpoint source, Endpoint destination) throws IOException {
    sequence++;
    netlink.send(request(source, destination));
    while (true) {
      ByteBuffer answer = netlink.receive();
      if (answer.remaining() < HEADER + 4 || answer.getInt(8) != sequence) {
        continue; // Of an earlier question that had failed.
      }
      if (answer.getShort(4) == NLMSG_ERROR) {
        int errno = -answer.getInt(HEADER);
        if (errno == Errno.ENOENT) {
          return null;
        }
        throw new SystemCallException("SOCK_DIAG_BY_FAMILY", errno);
      }
      if (answer.remaining() < INODE + 4) {
        throw new IOException(
            "the kernel's answer about a socket has " + answer.remaining() + " bytes only");
      }
      long inode = Integer.toUnsignedLong(answer.getInt(INODE));
      return inode == 0 ? null : new OpenSocket(answer.getInt(UID), inode);
    }
  }

  private byte[] request(Endpoint source, Endpoint destination) {
    ByteBuffer bytes = ByteBuffer.allocate(REQUEST).order(ByteOrder.nativeOrder());
    bytes.putInt(REQUEST).putShort(SOCK_DIAG_BY_FAMILY).putShort(NLM_F_REQUEST);
    bytes.putInt(sequence).putInt(0);
    bytes.put(source.address().v6() ? AF_INET6 : AF_INET).put(IPPROTO_TCP).putShort((short) 0);
    bytes.putInt(-1); // Any state.
    bytes.order(ByteOrder.BIG_ENDIAN);
    bytes.putShort((short) source.port()).putShort((short) destination.port());
    put(bytes, source.address());
    put(bytes, destination.address());
    bytes.putInt(0); // Any interface.
    bytes.putLong(-1); // INET_DIAG_NOCOOKIE.
    return bytes.array();
  }

  private static void put(ByteBuffer bytes, IpAddress address) {
    int from = bytes.position();
    bytes.put(address.toBytes()).position(from + 16);
  }

  @Override
  public void close() {
    try {
      netlink.close();
    } catch (IOException e) {
      LOG.debug("A netlink socket could not be closed.", e);
    }
  }
}
