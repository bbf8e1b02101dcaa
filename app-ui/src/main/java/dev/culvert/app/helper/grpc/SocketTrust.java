package dev.culvert.app.helper.grpc;

import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.HelperException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Whose socket is believed to be the helper's. Credentials are sent through it, so both the socket
 * and its directory must belong to somebody who could read them anyway, and nobody else may have
 * been able to put the socket there.
 */
enum SocketTrust {
  /** Root's only. */
  ROOT {
    @Override
    boolean trusts(int uid) {
      return uid == 0;
    }
  },
  /** Root's and this process's own user's: for tests and for a helper in a sandbox. */
  ROOT_OR_OWN {
    @Override
    boolean trusts(int uid) {
      return uid == 0 || uid == OwnUser.uid();
    }
  };

  private static final int WRITABLE_BY_OTHERS = 0022;

  abstract boolean trusts(int uid);

  /**
   * @throws HelperException {@code NOT_RUNNING} when there is no socket, {@code NOT_TRUSTED} when
   *     it could be anybody's
   */
  void check(Path socket) throws HelperException {
    Path directory = socket.getParent();
    if (directory == null) {
      throw new HelperException(
          Reason.BAD_REQUEST, "The helper's socket must be a path in a directory: " + socket);
    }
    try {
      checkOwner(directory);
      if ((mode(directory) & WRITABLE_BY_OTHERS) != 0) {
        throw notTrusted("the directory %s can be written by others".formatted(directory));
      }
      checkOwner(socket);
    } catch (NoSuchFileException _) {
      throw HelperErrors.notRunning(socket);
    } catch (AccessDeniedException _) {
      throw HelperErrors.noAccess(socket);
    } catch (IOException e) {
      throw new HelperException(
          Reason.FAILED, "%s cannot be looked at: %s.".formatted(socket, e.getMessage()));
    }
  }

  private void checkOwner(Path path) throws IOException, HelperException {
    int uid = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (!trusts(uid)) {
      throw notTrusted(
          "%s belongs to the user with the number %d, not to root".formatted(path, uid));
    }
  }

  private static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }

  private static HelperException notTrusted(String why) {
    return new HelperException(
        Reason.NOT_TRUSTED,
        "This is not taken for the helper: %s. Culvert hands credentials to root's helper only."
            .formatted(why));
  }
}
