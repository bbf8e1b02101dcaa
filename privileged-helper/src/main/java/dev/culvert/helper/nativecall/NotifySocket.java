package dev.culvert.helper.nativecall;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A datagram socket to a Unix domain address (unix(7)), which Java has only for streams: the way to
 * the service manager, sd_notify(3). Sends never block.
 */
public final class NotifySocket implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** {@code sun_path} of unix(7), with the zero behind it. */
  private static final int PATH_MAX = 108;

  private final int fd;
  private boolean closed;

  /**
   * Opens one that sends to an address.
   *
   * @param address a path, or an abstract name with "@" for its leading zero
   */
  public NotifySocket(String address) throws IOException {
    byte[] name = address.getBytes(StandardCharsets.UTF_8);
    boolean named = name.length > 1 && (name[0] == '/' || name[0] == '@');
    if (!named || name.length >= PATH_MAX) {
      throw new IOException(
          "\"%s\" is no address of a Unix domain socket: /path or @name, below %d bytes"
              .formatted(address, PATH_MAX));
    }
    boolean isAbstract = name[0] == '@';
    if (isAbstract) {
      name[0] = 0;
    }
    try {
      fd = LibC.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
    } catch (LastErrorException e) {
      throw new SystemCallException("socket AF_UNIX", e.getErrorCode());
    }
    // A path ends with a zero; an abstract name ends with the length of the address.
    int length = Short.BYTES + name.length + (isAbstract ? 0 : 1);
    byte[] socketAddress =
        ByteBuffer.allocate(Short.BYTES + PATH_MAX)
            .order(ByteOrder.nativeOrder())
            .putShort((short) AF_UNIX)
            .put(name)
            .array();
    try {
      LibC.connect(fd, socketAddress, length);
    } catch (LastErrorException e) {
      close();
      throw new SystemCallException("connect " + address, e.getErrorCode());
    }
  }

  /** Sends one datagram. */
  public void send(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      LibC.send(fd, bytes, new NativeLong(bytes.length), MSG_DONTWAIT | MSG_NOSIGNAL);
    } catch (LastErrorException e) {
      throw new SystemCallException("send to the service manager", e.getErrorCode());
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
      throw new SystemCallException("close AF_UNIX", e.getErrorCode());
    }
  }
}
