package dev.culvert.helper.journal;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.nio.file.Path;

/** One change to this computer, with all that is needed to undo it. */
public sealed interface Change {

  /** A TUN device of this name. */
  record DeviceCreated(String device) implements Change {}

  /** An address of a device. */
  record AddressAdded(String device, IpAddress address) implements Change {}

  /** A route into a device. */
  record RouteAdded(String device, Prefix destination) implements Change {}

  /**
   * The resolver's configuration.
   *
   * @param mark the first line of what we put in its place; while it is there the file is ours
   */
  record ResolvConfReplaced(Path path, OriginalFile original, String mark) implements Change {}

  /** The name service of a link in systemd-resolved. */
  record ResolvedLinkChanged(String device, int index) implements Change {}
}
