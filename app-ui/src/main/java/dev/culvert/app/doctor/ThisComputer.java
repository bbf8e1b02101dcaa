package dev.culvert.app.doctor;

import dev.culvert.app.doctor.Computer.Link;
import dev.culvert.app.doctor.Computer.Route;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what any process may: the interfaces, the kernel's routes, the resolver's configuration.
 * Works without the helper. On systems without {@code /proc} routes are not known.
 */
public final class ThisComputer {
  private static final Logger LOG = LoggerFactory.getLogger(ThisComputer.class);
  private static final List<String> PLACES = List.of("usr/bin", "usr/local/bin", "bin");

  private final Path root;

  /**
   * @param root the root of the file system; another in tests
   */
  public ThisComputer(Path root) {
    this.root = root;
  }

  /** Looks. Blocks for some milliseconds. */
  public Computer look() {
    List<Route> routes = new ArrayList<>();
    lines("proc/net/route").forEach(line -> v4(line).ifPresent(routes::add));
    lines("proc/net/ipv6_route").forEach(line -> v6(line).ifPresent(routes::add));
    Optional<String> sshfs =
        PLACES.stream()
            .map(place -> root.resolve(place).resolve("sshfs"))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst();
    return new Computer(
        links(),
        routes,
        String.join("\n", lines("etc/resolv.conf")),
        sshfs,
        Files.exists(root.resolve("dev/fuse")));
  }

  private static List<Link> links() {
    List<Link> links = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp()) {
          links.add(
              new Link(each.getName(), each.getMTU(), each.isLoopback(), each.isPointToPoint()));
        }
      }
    } catch (SocketException e) {
      LOG.debug("The interfaces cannot be read", e);
    }
    return links;
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file));
    } catch (IOException e) {
      LOG.debug("{} cannot be read", file, e);
      return List.of();
    }
  }

  /** Device, destination, …, mask, in the order of bytes that this machine has. */
  private static Optional<Route> v4(String line) {
    String[] part = line.trim().split("\\s+", -1);
    if (part.length < 8 || part[1].length() != 8 || part[1].equals("Destination")) {
      return Optional.empty();
    }
    byte[] destination = reversed(HexFormat.of().parseHex(part[1]));
    int mask = Integer.bitCount(Integer.parseUnsignedInt(part[7], 16));
    return Optional.of(new Route(Network.of(destination, mask), part[0]));
  }

  /** Destination, its prefix length in hex, …, device. */
  private static Optional<Route> v6(String line) {
    String[] part = line.trim().split("\\s+", -1);
    if (part.length < 10 || part[0].length() != 32 || part[9].equals("lo")) {
      return Optional.empty();
    }
    return Optional.of(
        new Route(
            Network.of(HexFormat.of().parseHex(part[0]), Integer.parseInt(part[1], 16)), part[9]));
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
