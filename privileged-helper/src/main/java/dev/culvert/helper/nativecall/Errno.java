package dev.culvert.helper.nativecall;

/**
 * Error numbers of Linux that have a meaning to us (errno(3); the same on every architecture we run
 * on).
 */
public final class Errno {
  /** Not permitted. */
  public static final int EPERM = 1;

  /** No such file. */
  public static final int ENOENT = 2;

  /** No such process; rtnetlink says it for a route that does not exist. */
  public static final int ESRCH = 3;

  /** Interrupted. */
  public static final int EINTR = 4;

  /** Would block. */
  public static final int EAGAIN = 11;

  /** Busy; TUNSETIFF says it for a name that is taken. */
  public static final int EBUSY = 16;

  /** Exists already. */
  public static final int EEXIST = 17;

  /** No such device. */
  public static final int ENODEV = 19;

  /** Not valid here. */
  public static final int EINVAL = 22;

  /** The descriptor's device is gone: what a TUN says after {@code ip link delete}. */
  public static final int EBADFD = 77;

  /** No such address on the device. */
  public static final int EADDRNOTAVAIL = 99;

  private Errno() {}
}
