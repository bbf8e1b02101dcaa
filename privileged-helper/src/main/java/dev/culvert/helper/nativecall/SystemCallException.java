package dev.culvert.helper.nativecall;

import java.io.IOException;

/** A system call that failed: which, on what, and the system's own words. */
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1;

  private final int errno;

  /**
   * With the system's words for the number.
   *
   * @param what the call and its object, as {@code TUNSETIFF culvert0}
   */
  public SystemCallException(String what, int errno) {
    this(what, errno, "");
  }

  /**
   * With more than the number says.
   *
   * @param detail what the kernel added (extended acknowledgement), or empty
   */
  public SystemCallException(String what, int errno, String detail) {
    super(
        what
            + ": "
            + LibC.strerror(errno)
            + " (errno "
            + errno
            + ")"
            + (detail.isEmpty() ? "" : ": " + detail));
    this.errno = errno;
  }

  /** See {@link Errno}. */
  public int errno() {
    return errno;
  }
}
