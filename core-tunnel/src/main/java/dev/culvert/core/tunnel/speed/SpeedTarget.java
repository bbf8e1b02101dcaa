package dev.culvert.core.tunnel.speed;

import dev.culvert.core.net.Endpoint;

/** Where a measurement goes, behind the manager. */
public sealed interface SpeedTarget {

  /** No further than the manager. */
  record Manager() implements SpeedTarget {}

  /** Connections are tried, and nothing said: whatever listens there need not know us. */
  record Address(Endpoint endpoint) implements SpeedTarget {}

  /** The agent in a pod of an attachment of this session, which answers as the manager does. */
  record Agent(String attachment) implements SpeedTarget {}
}
