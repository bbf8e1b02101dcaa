package dev.culvert.app.helper.grpc;

import dev.culvert.app.helper.HelperException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The helper's socket: where it is, and whether a trustworthy helper answers there now. */
record HelperSocket(Path path, SocketTrust trust) {
  private static final String VARIABLE = "CULVERT_HELPER_SOCKET";
  private static final String PATH = "/run/culvert/helper.sock";

  static Path defaultPath(Map<String, String> environment) {
    String told = environment.getOrDefault(VARIABLE, "");
    return Path.of(told.isEmpty() ? PATH : told).toAbsolutePath();
  }

  /**
   * Connects once and hangs up. gRPC would hide a refused connection behind its own back-off; this
   * tells at once.
   */
  void probe() throws HelperException {
    trust.check(path);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      throw message.contains("permission denied")
          ? HelperErrors.noAccess(path)
          : HelperErrors.notRunning(path);
    }
  }
}
