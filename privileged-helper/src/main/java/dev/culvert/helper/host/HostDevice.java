package dev.culvert.helper.host;

import dev.culvert.core.link.Link;
import dev.culvert.core.net.Prefix;
import java.util.List;

/** The TUN device while it exists. Closing it removes the device, and the kernel its routes. */
public interface HostDevice {
  /** As the operating system knows it: {@code culvert0}. */
  String name();

  /** Its index (RFC 3493 section 4). */
  int index();

  /** What it was given. */
  List<Prefix> addresses();

  /** The packets: a link for each queue, on the event loops in their order; one or more. */
  List<Link> links();

  /** The first queue's. */
  default Link link() {
    return links().getFirst();
  }

  /** Closes all links. */
  default void close() {
    links().forEach(Link::close);
  }
}
