package dev.culvert.app.helper.grpc;

import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;

/**
 * How a gRPC channel reaches a Unix domain socket on this operating system. Linux has one; another
 * system gets its own implementation and a line in {@link #ofThisSystem}.
 */
interface HelperRoad extends AutoCloseable {

  /** A channel to the socket, not yet connected. */
  ManagedChannelBuilder<?> channel(Path socket);

  /** Releases the threads. */
  @Override
  void close();

  /**
   * The one for this computer.
   *
   * @throws UnsupportedOperationException where there is none yet
   */
  static HelperRoad ofThisSystem() {
    String system = System.getProperty("os.name", "");
    if (system.equals("Linux")) {
      return new EpollRoad();
    }
    throw new UnsupportedOperationException("Culvert does not run on %s yet.".formatted(system));
  }
}
