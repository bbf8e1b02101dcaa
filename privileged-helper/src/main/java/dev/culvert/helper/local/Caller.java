package dev.culvert.helper.local;

/**
 * Who is at the other end of a connection to the helper's socket, as the kernel says (SO_PEERCRED,
 * unix(7)): the credentials of the process at the moment it connected.
 *
 * @param pid of the process; 0 when it is in another PID namespace
 */
public record Caller(int pid, long uid, long gid) {
  /** Root. */
  public boolean isRoot() {
    return uid == 0;
  }
}
