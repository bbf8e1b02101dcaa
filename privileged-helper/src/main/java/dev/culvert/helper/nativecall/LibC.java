package dev.culvert.helper.nativecall;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/**
 * The C library's control calls, bound by JNA: they are few and slow anyway. What runs per packet
 * is in {@link DescriptorIo}.
 */
final class LibC {
  static final int O_RDWR = 2;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native int open(String path, int flags) throws LastErrorException;

  static native int close(int fd) throws LastErrorException;

  static native int ioctl(int fd, NativeLong request, byte[] argument) throws LastErrorException;

  static native int ioctl(int fd, NativeLong request, NativeLong argument)
      throws LastErrorException;

  static native int socket(int domain, int type, int protocol) throws LastErrorException;

  static native int bind(int fd, byte[] address, int length) throws LastErrorException;

  static native int connect(int fd, byte[] address, int length) throws LastErrorException;

  static native int setsockopt(int fd, int level, int name, byte[] value, int length)
      throws LastErrorException;

  static native NativeLong send(int fd, byte[] bytes, NativeLong length, int flags)
      throws LastErrorException;

  static native NativeLong recv(int fd, byte[] bytes, NativeLong length, int flags)
      throws LastErrorException;

  static native NativeLong syscall(NativeLong number, int command, byte[] attributes, int size)
      throws LastErrorException;

  static native String strerror(int errno);
}
