package dev.culvert.helper.host;

import dev.culvert.helper.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** The network of the computer that this runs on. */
public final class HostNetworks {
  /** Where the journal is unless someone says otherwise. */
  public static final Path JOURNAL = Path.of("/var/lib/culvert");

  private HostNetworks() {}

  /**
   * The one for this operating system.
   *
   * @param journal a directory that belongs to this helper alone
   * @throws IOException when the system is not supported, or another helper has the journal
   */
  public static HostNetwork forThisSystem(Path journal) throws IOException {
    return switch (Platform.current()) {
      case LINUX -> new LinuxHostNetwork(journal, Path.of("/"), Clock.systemUTC());
      case MACOS, WINDOWS, OTHER -> throw new IOException(Platform.current().notSupported());
    };
  }
}
