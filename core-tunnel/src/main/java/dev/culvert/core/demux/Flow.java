package dev.culvert.core.demux;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.wire.IpHeader;
import org.jspecify.annotations.Nullable;

/** What packets between one program's port and one address and port of the cluster belong to. */
public abstract class Flow {
  /** The program's end. */
  public final Endpoint source;

  /** The cluster's end. */
  public final Endpoint destination;

  /** Of the table this is in. */
  int hash;

  /** The next flow in the same slot of the table. */
  @Nullable Flow next;

  protected Flow(Endpoint source, Endpoint destination) {
    this.source = source;
    this.destination = destination;
  }

  /** Whether the packet is one that the program sent in this flow. */
  final boolean matches(IpHeader ip, int sourcePort, int destinationPort) {
    return source.port() == sourcePort
        && destination.port() == destinationPort
        && destination.address().low() == ip.destinationLow
        && source.address().low() == ip.sourceLow
        && destination.address().high() == ip.destinationHigh
        && source.address().high() == ip.sourceHigh
        && source.address().v6() == ip.v6;
  }

  @Override
  public String toString() {
    return source + " -> " + destination;
  }
}
