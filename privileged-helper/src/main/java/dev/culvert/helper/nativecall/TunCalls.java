package dev.culvert.helper.nativecall;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The ioctls of /dev/net/tun (linux/if_tun.h; Documentation/networking/tuntap.rst). */
public final class TunCalls {
  /** A layer 3 device. */
  public static final int IFF_TUN = 0x0001;

  /** No packet information before each packet. */
  public static final int IFF_NO_PI = 0x1000;

  /** More descriptors may become queues of the same device. */
  public static final int IFF_MULTI_QUEUE = 0x0100;

  /** EBUSY when there is a device of the name, where one more queue of it would be made. */
  public static final int IFF_TUN_EXCL = 0x8000;

  /** A virtio-net header before each packet. */
  public static final int IFF_VNET_HDR = 0x4000;

  /** TUNSETOFFLOAD: partial checksums. */
  public static final int TUN_F_CSUM = 0x01;

  /** TUNSETOFFLOAD: TCP superpackets over IPv4. */
  public static final int TUN_F_TSO4 = 0x02;

  /** TUNSETOFFLOAD: TCP superpackets over IPv6. */
  public static final int TUN_F_TSO6 = 0x04;

  /** TUNSETOFFLOAD: UDP superpackets over IPv4 (Linux 6.2). */
  public static final int TUN_F_USO4 = 0x20;

  /** TUNSETOFFLOAD: UDP superpackets over IPv6 (Linux 6.2). */
  public static final int TUN_F_USO6 = 0x40;

  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNGETFEATURES = 0x800454cfL;
  private static final long TUNSETOFFLOAD = 0x400454d0L;
  private static final long TUNSETVNETHDRSZ = 0x400454d8L;
  private static final long TUNSETVNETLE = 0x400454dcL;
  private static final long TUNSETSTEERINGEBPF = 0x800454e0L;
  private static final int IFNAMSIZ = 16;
  private static final int IFREQ_SIZE = 40;

  private TunCalls() {}

  /** A new descriptor, non-blocking and closed on exec; no device belongs to it yet. */
  public static int open() throws IOException {
    try {
      return LibC.open("/dev/net/tun", LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
    } catch (LastErrorException e) {
      throw new SystemCallException("open /dev/net/tun", e.getErrorCode());
    }
  }

  /** The IFF flags that the kernel knows. */
  public static int features(int fd) throws IOException {
    byte[] value = new byte[4];
    ioctl(fd, TUNGETFEATURES, value, "TUNGETFEATURES");
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
  }

  /** Makes the device; it lives as long as the descriptor. */
  public static void create(int fd, String name, int flags) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length == 0 || bytes.length >= IFNAMSIZ) {
      throw new IOException("a device's name has 1 to 15 bytes, not \"" + name + "\"");
    }
    ByteBuffer request = ByteBuffer.allocate(IFREQ_SIZE).order(ByteOrder.nativeOrder());
    request.put(bytes).putShort(IFNAMSIZ, (short) flags);
    ioctl(fd, TUNSETIFF, request.array(), "TUNSETIFF " + name);
  }

  /** The length of the virtio-net header, its fields in little-endian order. */
  public static void vnetHeader(int fd, int size) throws IOException {
    ioctl(fd, TUNSETVNETHDRSZ, intBytes(size), "TUNSETVNETHDRSZ " + size);
    ioctl(fd, TUNSETVNETLE, intBytes(1), "TUNSETVNETLE");
  }

  /**
   * Says which unfinished packets we take.
   *
   * @return whether the kernel knows them all
   */
  public static boolean offload(int fd, int flags) throws IOException {
    try {
      LibC.ioctl(fd, new NativeLong(TUNSETOFFLOAD), new NativeLong(flags));
      return true;
    } catch (LastErrorException e) {
      if (e.getErrorCode() == Errno.EINVAL) {
        return false;
      }
      throw new SystemCallException(
          "TUNSETOFFLOAD 0x" + Integer.toHexString(flags), e.getErrorCode());
    }
  }

  /**
   * Lets a program choose the queue of each packet that the kernel sends into the device: its
   * result modulo the number of queues (tun_ebpf_select_queue of drivers/net/tun.c). The device
   * keeps the program; its descriptor may be closed.
   */
  public static void steer(int fd, int program) throws IOException {
    ioctl(fd, TUNSETSTEERINGEBPF, intBytes(program), "TUNSETSTEERINGEBPF");
  }

  /** Closes the descriptor, and with the last of its queues the device. */
  public static void close(int fd) throws IOException {
    try {
      LibC.close(fd);
    } catch (LastErrorException e) {
      throw new SystemCallException("close of the TUN descriptor", e.getErrorCode());
    }
  }

  private static byte[] intBytes(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static void ioctl(int fd, long request, byte[] argument, String what)
      throws SystemCallException {
    try {
      LibC.ioctl(fd, new NativeLong(request), argument);
    } catch (LastErrorException e) {
      throw new SystemCallException(what, e.getErrorCode());
    }
  }
}
