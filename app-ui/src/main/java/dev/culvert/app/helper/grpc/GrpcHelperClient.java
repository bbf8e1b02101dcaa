package dev.culvert.app.helper.grpc;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.kubeconfig.ConnectRequestSource;
import java.nio.file.Path;

/** Signatures first. */
public final class GrpcHelperClient {
  private GrpcHelperClient() {}

  /** {@code CULVERT_HELPER_SOCKET}, or {@code /run/culvert/helper.sock}. */
  public static Path defaultSocket() {
    return Path.of("/run/culvert/helper.sock");
  }

  /** A client of the helper behind this socket; the helper need not be running yet. */
  public static HelperClient open(Path socket, ConnectRequestSource requests) {
    return pending(socket, requests);
  }

  /** As open, and trusts a socket that belongs to this process's own user: for tests and demos. */
  public static HelperClient openOwn(Path socket, ConnectRequestSource requests) {
    return pending(socket, requests);
  }

  private static HelperClient pending(Path socket, ConnectRequestSource requests) {
    if (socket.isAbsolute()) {
      throw new UnsupportedOperationException("comes with the next commit: " + requests);
    }
    throw new IllegalArgumentException("The socket's path must be absolute.");
  }
}
